// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"
#include "machine/hostile/programs.hpp"
#include "machine/hostile/random.hpp"

namespace redoubt::hostile {

// What a hostile SMI handler does, by kind.
enum class HandlerAttack : uint8_t {
    Memory, // reads, writes, executes
    Port,
    StringPort,
    PciPorts, // CF8H, CFCH
    ReadMsr,
    WriteMsr,
    Cpuid,
    ControlRegister,
    DebugRegister,
    ExtendedState,
    Call,
    VmxInstruction,
    Cache,     // INVD, WBINVD
    OddReturn, // RSM where nobody expects it
    UnblockNmis,
    Halt,
    Loop,
    TripleFault
};

inline constexpr unsigned kHandlerAttacks = static_cast<unsigned>(HandlerAttack::TripleFault) + 1;

[[nodiscard]] std::string_view name_of(HandlerAttack attack);

// In the mode that the handler is entered in: 64-bit or 32-bit. It begins by loading an IDT, mostly, and ends in RSM.
[[nodiscard]] HandlerProgram handler_program(machine::CodeMode mode, std::vector<HandlerAttack> const& attacks,
                                             machine::PlatformLayout const& layout, Random& random);

// A few, those that end a machine's life seldom; none: it does its work and returns.
[[nodiscard]] std::vector<HandlerAttack> any_handler_attacks(Random& random);

} // namespace redoubt::hostile
