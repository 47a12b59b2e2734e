// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/interrupt_return.hpp"

// Instructions that call the handlers of interrupts, and the one that returns from them. The former throw the event.
namespace redoubt::machine {
namespace {

using stm::abi::InterruptionType;

[[noreturn]] void raise(InterruptionType type, Vector vector, SystemInstruction const& instruction) {
    throw Event{.type = type,
                .vector = static_cast<uint8_t>(vector),
                .error_code = std::nullopt,
                .instruction_length = instruction.length()};
}

// Virtual-8086 mode: with IOPL 3 only (SDM vol. 3B 20.3).
void interrupt(Core& core, SystemInstruction const& instruction) {
    if (core.cpu.virtual_8086() && (core.cpu.flags.system() & rflags::io_privilege) != rflags::io_privilege)
        general_protection();
    raise(InterruptionType::SoftwareInterrupt, static_cast<Vector>(instruction.immediate(0)), instruction);
}

void breakpoint(Core&, SystemInstruction const& instruction) {
    raise(InterruptionType::SoftwareException, Vector::Breakpoint, instruction);
}

void debug_trap(Core&, SystemInstruction const& instruction) {
    raise(InterruptionType::PrivilegedSoftwareException, Vector::Debug, instruction);
}

void on_overflow(Core& core, SystemInstruction const& instruction) {
    if (core.cpu.flags.overflow()) raise(InterruptionType::SoftwareException, Vector::Overflow, instruction);
}

void undefined(Core&, SystemInstruction const&) {
    invalid_opcode();
}

} // namespace

Handler interrupt_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_INT: return interrupt;
    case ZYDIS_MNEMONIC_INT1: return debug_trap;
    case ZYDIS_MNEMONIC_INT3: return breakpoint;
    case ZYDIS_MNEMONIC_INTO: return on_overflow;
    case ZYDIS_MNEMONIC_IRET:
    case ZYDIS_MNEMONIC_IRETD:
    case ZYDIS_MNEMONIC_IRETQ: return interrupt_return;
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2: return undefined;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
