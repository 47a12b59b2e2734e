// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// VM entries and VM exits, as far as C++ sees them. vm_entry.S is the loop around the monitor: it calls monitor_main or
// monitor_exit (monitor/smi/main.h), does what they answer, and calls again after the next VM exit. Where they ask for
// it, the others of the enumeration below come between.
namespace stm::arch {

// What the VMCS does not hold of the context below, in the order in which vm_entry.S pushes and pops. RSP is in the VMCS.
struct Registers {
    uint64_t rax;
    uint64_t rcx;
    uint64_t rdx;
    uint64_t rbx;
    uint64_t rbp;
    uint64_t rsi;
    uint64_t rdi;
    uint64_t r8;
    uint64_t r9;
    uint64_t r10;
    uint64_t r11;
    uint64_t r12;
    uint64_t r13;
    uint64_t r14;
    uint64_t r15;
};
static_assert(sizeof(Registers) == 0x78 && __builtin_offsetof(Registers, rax) == 0x00 &&
              __builtin_offsetof(Registers, rcx) == 0x08 && __builtin_offsetof(Registers, rdx) == 0x10 &&
              __builtin_offsetof(Registers, rbx) == 0x18 && __builtin_offsetof(Registers, rbp) == 0x20 &&
              __builtin_offsetof(Registers, rsi) == 0x28 && __builtin_offsetof(Registers, rdi) == 0x30 &&
              __builtin_offsetof(Registers, r8) == 0x38 && __builtin_offsetof(Registers, r9) == 0x40 &&
              __builtin_offsetof(Registers, r10) == 0x48 && __builtin_offsetof(Registers, r11) == 0x50 &&
              __builtin_offsetof(Registers, r12) == 0x58 && __builtin_offsetof(Registers, r13) == 0x60 &&
              __builtin_offsetof(Registers, r14) == 0x68 && __builtin_offsetof(Registers, r15) == 0x70);

// How this processor goes on.
enum class Next : uint32_t {
    Launch = 0, // VMLAUNCH on the current VMCS
    Resume = 1, // VMRESUME
    Halt = 2,   // for good
    Serve = 3,  // by monitor_call, which answers one of the first three
    Raise = 4,  // the same by monitor_exception
    Note = 5,   // the same by monitor_note
};

} // namespace stm::arch
