// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"
#include "test/resources/memory.hpp"

#include <utility>

// The BIOS's part of SMRAM, as large as it is, behind stm::arch::read_physical: where test/resources has a few bytes by
// address, here are thousands, a hundred thousand times.
namespace redoubt::fuzz {

class Smram {
public:
    // Zeros. In memory that changes, a word's bytes are inverted from its second read on.
    void clear(bool changing);

    // Bytes outside are dropped.
    void place(std::uint64_t address, Bytes const& bytes);

    [[nodiscard]] std::uint8_t byte(std::uint64_t address) const { return bytes_[address - test::kTseg]; }

    // The monitor's read of a word.
    [[nodiscard]] std::uint64_t read(std::uint64_t address);
    [[nodiscard]] std::size_t reads() const { return reads_; }

private:
    static constexpr std::size_t kSize = test::kMseg - test::kTseg;

    Bytes bytes_ = Bytes(kSize);
    std::vector<bool> seen_ = std::vector<bool>(kSize / 8);
    std::vector<std::pair<std::size_t, std::size_t>> placed_; // where bytes may be other than 0
    std::size_t reads_ = 0;
    bool changing_ = false;
};

Smram& the_smram();

} // namespace redoubt::fuzz
