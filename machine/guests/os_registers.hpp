// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// How the OS stand-in numbers registers in its reports.
namespace redoubt::machine::guest {

// The general registers that a program may use, and RFLAGS. The stack pointer is left out:
// a program that loses it faults.
enum class RegisterIndex : uint32_t {
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rbx = 3,
    Rbp = 4,
    Rsi = 5,
    Rdi = 6,
    R8 = 7, // to R15 = 14
    Rflags = 15,
};
inline constexpr uint32_t kGeneralRegisters = 15;

enum class SystemRegister : uint32_t {
    // clang-format off
    Cr0 = 0,     Cr2 = 1,     Cr3 = 2,     Cr4 = 3,         Cr8 = 4,         Dr0 = 5,         Dr1 = 6,       Dr2 = 7,
    Dr3 = 8,     Dr6 = 9,     Dr7 = 10,    GdtrBase = 11,   GdtrLimit = 12,  IdtrBase = 13,   IdtrLimit = 14,
    Cs = 15,     Ss = 16,     Ds = 17,     Es = 18,         Fs = 19,         Gs = 20,         Tr = 21,       Ldtr = 22,
    FsBase = 23, GsBase = 24, KernelGsBase = 25, SysenterCs = 26, SysenterEsp = 27, SysenterEip = 28, Star = 29,
    Lstar = 30,  Fmask = 31,  Efer = 32,   Pat = 33,        Debugctl = 34,
    // clang-format on
};
inline constexpr uint32_t kSystemRegisters = 35;

} // namespace redoubt::machine::guest
