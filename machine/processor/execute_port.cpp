// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/instruction_information.hpp"
#include "machine/processor/operand.hpp"
#include "machine/processor/port_permission.hpp"

// IN, OUT, INS, OUTS (SDM vol. 2; vol. 3C 25.1.3, 34.15.2.3).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
namespace io_qualification = stm::abi::io_qualification;

// What an access is, for a VM exit and for an SMI that it may raise.
IoSmi describe(Core const& core, SystemInstruction const& instruction, uint16_t port, unsigned size, bool in) {
    auto const& cpu = core.cpu;
    return {.qualification = (size - 1) | (in ? io_qualification::kIn : 0) |
                             (instruction.repeated() ? io_qualification::kRep : 0) |
                             uint64_t{port} << io_qualification::kPortShift,
            .instruction_length = instruction.length(),
            .rcx = cpu.get<uint64_t>(at::rcx),
            .rsi = cpu.get<uint64_t>(at::rsi),
            .rdi = cpu.get<uint64_t>(at::rdi),
            .rip = cpu.rip};
}

// Permission by privilege comes before the VM exit (SDM vol. 3C 25.1.1).
void check(Core& core, IoSmi const& access, uint16_t port, unsigned size) {
    check_port_permission(core, port, size);
    if (!port_is_intercepted(core, port, size)) return;
    throw VmExit{.reason = ExitReason::IoInstruction,
                 .qualification = access.qualification,
                 .instruction_length = access.instruction_length,
                 .instruction_information = access.instruction_information,
                 .guest_linear = access.guest_linear};
}

uint16_t port_operand(Core const& core, SystemInstruction const& instruction, unsigned operand) {
    if (instruction.is_register(operand)) return core.cpu.get<uint16_t>(at::rdx);
    return static_cast<uint8_t>(instruction.immediate(operand));
}

// The port of IN and OUT, when the access may take place.
template <bool in>
uint16_t checked_port(Core& core, SystemInstruction const& instruction, unsigned size) {
    constexpr unsigned operand = in ? 1 : 0;
    auto const port = port_operand(core, instruction, operand);
    auto access = describe(core, instruction, port, size, in);
    if (!instruction.is_register(operand)) access.qualification |= io_qualification::kImmediate;
    check(core, access, port, size);
    core.io = access;
    return port;
}

void input(Core& core, SystemInstruction const& instruction) {
    auto const size = instruction.size_of(0);
    auto const port = checked_port<true>(core, instruction, size);
    write_register(core, 0, size, core.platform.read_port(core.id, port, size));
}

void output(Core& core, SystemInstruction const& instruction) {
    auto const size = instruction.size_of(1);
    auto const port = checked_port<false>(core, instruction, size);
    core.platform.write_port(core.id, port, size, static_cast<uint32_t>(read_register(core, 0, size)));
}

// A register that a string instruction moves along, as wide as addresses are.
void advance(Core& core, unsigned number, unsigned width, unsigned size) {
    bool const down = (core.cpu.flags.system() & rflags::direction) != 0;
    auto const value = read_register(core, number, width);
    write_register(core, number, width, down ? value - size : value + size);
}

SegmentIndex source_segment(SystemInstruction const& instruction) {
    for (unsigned i = 0; i < instruction.about.operand_count; ++i)
        if (instruction.is_memory(i)) return segment_index(instruction.operands[i].mem.segment);
    return SegmentIndex::Ds;
}

// One element; RIP stays at a repeated instruction that is not done.
template <bool in>
void transfer_element(Core& core, SystemInstruction const& instruction, unsigned size) {
    constexpr unsigned rcx = 1;
    constexpr unsigned index = in ? 7 : 6; // RDI, RSI
    auto const width = instruction.about.address_width / 8u;
    if (instruction.repeated() && read_register(core, rcx, width) == 0) return;

    auto const segment = in ? SegmentIndex::Es : source_segment(instruction);
    auto const offset = read_register(core, index, width);
    auto const port = core.cpu.get<uint16_t>(at::rdx);
    auto const base = core.mode64() && segment != SegmentIndex::Fs && segment != SegmentIndex::Gs
                          ? 0
                          : core.cpu.segment(segment).base;
    auto access = describe(core, instruction, port, size, in);
    access.qualification |= io_qualification::kString;
    access.instruction_information = string_information(instruction, segment);
    access.guest_linear = core.mode64() ? base + offset : static_cast<uint32_t>(base + offset);
    check(core, access, port, size);

    auto const linear = linear_address(core, segment, offset, size, in ? Access::Write : Access::Read);
    if constexpr (in) {
        core.memory.check_writable(linear, size);
        core.io = access;
        core.memory.write(linear, size, core.platform.read_port(core.id, port, size));
    } else {
        auto const value = core.memory.read(linear, size);
        core.io = access;
        core.platform.write_port(core.id, port, size, static_cast<uint32_t>(value));
    }
    advance(core, index, width, size);
    if (!instruction.repeated()) return;
    auto const left = read_register(core, rcx, width) - 1;
    write_register(core, rcx, width, left);
    if (left != 0) core.next = core.cpu.rip;
}

template <bool in, unsigned size>
void transfer(Core& core, SystemInstruction const& instruction) {
    transfer_element<in>(core, instruction, size);
}

} // namespace

Handler port_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_IN: return input;
    case ZYDIS_MNEMONIC_OUT: return output;
    case ZYDIS_MNEMONIC_INSB: return transfer<true, 1>;
    case ZYDIS_MNEMONIC_INSW: return transfer<true, 2>;
    case ZYDIS_MNEMONIC_INSD: return transfer<true, 4>;
    case ZYDIS_MNEMONIC_OUTSB: return transfer<false, 1>;
    case ZYDIS_MNEMONIC_OUTSW: return transfer<false, 2>;
    case ZYDIS_MNEMONIC_OUTSD: return transfer<false, 4>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
