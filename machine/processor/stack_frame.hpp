// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

// Stacks that are not the interpreter's matter: of handlers, of gates, and what returns from them read.
namespace redoubt::machine {

// The stack pointer moves here, and in the processor only when all is done.
class StackFrame {
public:
    // The current stack. `size`: of a pushed word, 2, 4 or 8 bytes.
    StackFrame(Core& core, unsigned size);
    // Another one, of a privilege level that is not the current one yet: stack faults name its selector.
    StackFrame(Core& core, unsigned size, Segment const& segment, uint64_t pointer, unsigned cpl, uint32_t error_code);
    // IA-32e mode: the stack segment plays no part.
    static StackFrame flat(Core& core, uint64_t pointer, unsigned cpl, uint32_t error_code);

    void push(uint64_t value);
    [[nodiscard]] uint64_t pop();
    [[nodiscard]] uint64_t peek(unsigned word) const; // words further on; 0 is what pop() would give
    void skip(uint64_t bytes) { pointer_ = cut(pointer_ + bytes); }

    [[nodiscard]] uint64_t pointer() const { return pointer_; }
    void commit_pointer(); // into SP, ESP or RSP, as wide as the stack is

private:
    [[nodiscard]] uint64_t cut(uint64_t pointer) const;
    [[nodiscard]] uint64_t linear(uint64_t pointer) const;

    Core& core_;
    unsigned size_;
    Segment segment_;
    uint64_t pointer_;
    Rights rights_;
    uint32_t error_code_;
    bool flat_;
};

} // namespace redoubt::machine
