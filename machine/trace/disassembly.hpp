// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace redoubt::machine {

// Bytes of code, and where they stand: in the terms of RIP.
struct CodeBytes {
    uint64_t address;
    std::span<std::byte const> bytes;
};

// The instruction at RIP, marked, and some before and after it: as many as are given and decode. What stands before is a guess,
// as instructions cannot be decoded backwards: the longest run of instructions that ends at RIP.
[[nodiscard]] std::string disassembly(CodeBytes const& code, uint64_t rip, CodeMode mode);

} // namespace redoubt::machine
