// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"

#include <vector>

// The input of target bios_list: SMRAM with bytes in it, and where the list is to begin.
namespace redoubt::fuzz {

// Of addresses that an input names: from a page below TSEG to a page above its BIOS's part.
inline constexpr std::uint64_t kFirstAddress = 0x7efff000;
inline constexpr std::uint64_t kAddresses = 0x103000;
inline constexpr std::size_t kMostPlaced = 0x5000; // bytes in all

struct Piece {
    std::uint64_t address;
    unsigned times; // one after the other, 1 to 256
    Bytes bytes;    // 255 at most
};

struct BiosListInput {
    bool changing;         // each word is something else when it is read again
    bool anywhere;         // the list's address has 64 bits
    std::uint64_t address; // of the list
    std::vector<Piece> pieces;
};

[[nodiscard]] BiosListInput read_bios_list_input(Input input);
[[nodiscard]] Bytes bytes_of(BiosListInput const& input);

} // namespace redoubt::fuzz
