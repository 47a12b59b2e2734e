// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/api/os_oracle.hpp"

#include <bitset>

// The OS's memory during a call, behind stm::arch::read_physical and write_physical: the page of the parameters, which
// may be read, and what the monitor writes. Nothing but the OS's pages is ever touched.
namespace redoubt::fuzz {

using test::Bytes;

class OsMemory {
public:
    // The page at the address, which is the only one that may be read. Before a call.
    void begin(std::uint64_t address, Bytes const& page);

    [[nodiscard]] bool was_read() const { return read_.any(); }
    [[nodiscard]] test::Written const& written() const { return written_; }

    // One write after the other.
    struct Piece {
        std::uint64_t address;
        std::size_t count;
        std::uint64_t first; // word
    };
    [[nodiscard]] std::vector<Piece> const& pieces() const { return pieces_; }

    // Of the monitor's.
    [[nodiscard]] std::uint64_t read(std::uint64_t address);
    void write(std::uint64_t address, std::uint64_t const* words, std::size_t count);

private:
    std::uint64_t page_ = 0;
    std::array<std::uint64_t, 512> words_{};
    std::bitset<512> read_;
    test::Written written_;
    std::vector<Piece> pieces_;
};

OsMemory& the_os_memory();
inline constexpr std::uint64_t kWindowAddress = 0x5000;

} // namespace redoubt::fuzz
