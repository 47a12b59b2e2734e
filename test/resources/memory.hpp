// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/layout.h"
#include "test/resources/bytes.hpp"

#include <map>

// Memory that stm::arch::read_physical and write_physical of this test program read and write.
namespace redoubt::test {

inline constexpr std::uint64_t kTseg = 0x7f000000;
inline constexpr std::uint64_t kMseg = 0x7f100000;
inline constexpr std::uint64_t kTop = 0x7f1fffff;
inline constexpr std::uint64_t kLinear = 0x5000;
inline constexpr stm::Layout kLayout{.tseg_first = kTseg >> 12, .mseg_first = kMseg >> 12, .tseg_last = kTop >> 12};

struct Memory {
    std::map<std::uint64_t, std::uint8_t> bytes; // the rest is 0
    std::size_t reads = 0;
    std::size_t writes = 0;
    bool outside = false;                        // something was read that is not the BIOS's part of SMRAM
    std::map<std::uint64_t, std::uint8_t> later; // what the bytes are from the second read of their word on
    std::map<std::uint64_t, unsigned> seen;      // words read
};

Memory& memory();

// An empty memory, and then the bytes where they are to lie.
void clear_memory();
void place(std::uint64_t address, Bytes const& bytes);

} // namespace redoubt::test
