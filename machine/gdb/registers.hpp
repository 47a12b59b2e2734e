// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// The registers that the debugger sees, by the numbers that packets call them by.
namespace redoubt::machine::gdb {

enum class Feature : uint8_t { Core, Segments, System };

struct Register {
    std::string_view name;
    unsigned bits;
    std::string_view type;
    Feature feature;

    [[nodiscard]] constexpr std::size_t size() const { return bits / 8; }
};

// The core's names and their order are what GDB asks of a 64-bit x86 ("i386 Features").
inline constexpr std::array kRegisters{
    // clang-format off
    Register{"rax", 64, "int64", Feature::Core},       Register{"rbx", 64, "int64", Feature::Core},
    Register{"rcx", 64, "int64", Feature::Core},       Register{"rdx", 64, "int64", Feature::Core},
    Register{"rsi", 64, "int64", Feature::Core},       Register{"rdi", 64, "int64", Feature::Core},
    Register{"rbp", 64, "data_ptr", Feature::Core},    Register{"rsp", 64, "data_ptr", Feature::Core},
    Register{"r8", 64, "int64", Feature::Core},        Register{"r9", 64, "int64", Feature::Core},
    Register{"r10", 64, "int64", Feature::Core},       Register{"r11", 64, "int64", Feature::Core},
    Register{"r12", 64, "int64", Feature::Core},       Register{"r13", 64, "int64", Feature::Core},
    Register{"r14", 64, "int64", Feature::Core},       Register{"r15", 64, "int64", Feature::Core},
    Register{"rip", 64, "code_ptr", Feature::Core},    Register{"eflags", 32, "x86_eflags", Feature::Core},
    Register{"cs", 32, "int32", Feature::Core},        Register{"ss", 32, "int32", Feature::Core},
    Register{"ds", 32, "int32", Feature::Core},        Register{"es", 32, "int32", Feature::Core},
    Register{"fs", 32, "int32", Feature::Core},        Register{"gs", 32, "int32", Feature::Core},
    Register{"st0", 80, "i387_ext", Feature::Core},    Register{"st1", 80, "i387_ext", Feature::Core},
    Register{"st2", 80, "i387_ext", Feature::Core},    Register{"st3", 80, "i387_ext", Feature::Core},
    Register{"st4", 80, "i387_ext", Feature::Core},    Register{"st5", 80, "i387_ext", Feature::Core},
    Register{"st6", 80, "i387_ext", Feature::Core},    Register{"st7", 80, "i387_ext", Feature::Core},
    Register{"fctrl", 32, "int", Feature::Core},       Register{"fstat", 32, "int", Feature::Core},
    Register{"ftag", 32, "int", Feature::Core},        Register{"fiseg", 32, "int", Feature::Core},
    Register{"fioff", 32, "int", Feature::Core},       Register{"foseg", 32, "int", Feature::Core},
    Register{"fooff", 32, "int", Feature::Core},       Register{"fop", 32, "int", Feature::Core},
    Register{"fs_base", 64, "int64", Feature::Segments}, Register{"gs_base", 64, "int64", Feature::Segments},
    Register{"cr0", 64, "int64", Feature::System},     Register{"cr2", 64, "int64", Feature::System},
    Register{"cr3", 64, "int64", Feature::System},     Register{"cr4", 64, "int64", Feature::System},
    Register{"cr8", 64, "int64", Feature::System},     Register{"efer", 64, "int64", Feature::System},
    // clang-format on
};

inline constexpr unsigned kRip = 16;
static_assert(kRegisters[kRip].name == "rip");

// The same as the debugger reads it: target.xml ("Target Descriptions").
[[nodiscard]] std::string target_description();

} // namespace redoubt::machine::gdb
