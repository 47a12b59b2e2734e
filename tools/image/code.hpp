// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/image/elf.hpp"
#include "tools/image/finding.hpp"

#include <cstdint>
#include <string>
#include <vector>

// The functions of an image as instructions, as far as control flow and the stack go.
namespace redoubt::image {

enum class Flow : std::uint8_t {
    Next,
    Call,   // to target, then next
    Branch, // to target or next
    Jump,   // to target
    End,    // a return, or a trap
};

struct Instruction {
    std::uint64_t address = 0;
    std::uint64_t next = 0;
    Flow flow = Flow::Next;
    std::uint64_t target = 0; // of Call, Branch and Jump
    std::int64_t stack = 0;   // bytes that the stack grows by
    bool new_stack = false;   // RSP gets a value that is not known from the one before
    bool filler = false;      // a no-operation, as between loops
};

struct Function {
    Symbol symbol;
    std::vector<Instruction> instructions = {}; // by address; empty if the bytes are no instructions

    [[nodiscard]] bool contains(std::uint64_t address) const {
        return symbol.address <= address && address < symbol.address + symbol.size;
    }
    [[nodiscard]] Instruction const* at(std::uint64_t address) const;
};

struct Code {
    std::vector<Function> functions; // by address
    [[nodiscard]] Function const* containing(std::uint64_t address) const;
};

// Decodes all of them. What an instruction by itself speaks against goes into `findings`, and so do bytes that no function
// has and branches that lead to no function's beginning.
[[nodiscard]] Code read_code(Elf const& elf, std::vector<Finding>& findings);

} // namespace redoubt::image
