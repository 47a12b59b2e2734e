// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/descriptor.hpp"
#include "machine/processor/families.hpp"
#include "machine/processor/operand.hpp"
#include "machine/processor/stack_frame.hpp"

// MOV, PUSH and POP of segment registers, LDS, LES, LFS, LGS, LSS (SDM vol. 2).
namespace redoubt::machine {
namespace {

// Loading SS delays events until after the next instruction, unless they are delayed already (SDM vol. 3A 6.8.3).
void load(Core& core, SegmentIndex index, uint64_t selector, bool delays) {
    namespace interruptibility = stm::abi::interruptibility;
    load_segment(core, index, selector);
    if (delays && index == SegmentIndex::Ss) core.cpu.interruptibility |= interruptibility::kBlockingByMovSs;
}

void move_to(Core& core, SystemInstruction const& instruction) {
    auto const index = segment_index(instruction.register_of(0));
    if (index == SegmentIndex::Cs) invalid_opcode();
    load(core, index, read_operand(core, instruction, 1, 2), true);
}

// Registers get the selector at their width, memory 16 bits.
void move_from(Core& core, SystemInstruction const& instruction) {
    auto const selector = core.cpu.segment(segment_index(instruction.register_of(1))).selector;
    write_operand(core, instruction, 0, instruction.is_memory(0) ? 2 : instruction.size_of(0), selector);
}

void push(Core& core, SystemInstruction const& instruction) {
    StackFrame stack(core, instruction.size());
    stack.push(core.cpu.segment(segment_index(instruction.register_of(0))).selector);
    stack.commit_pointer();
}

void pop(Core& core, SystemInstruction const& instruction) {
    StackFrame stack(core, instruction.size());
    auto const selector = stack.pop() & 0xffff;
    load(core, segment_index(instruction.register_of(0)), selector, true);
    stack.commit_pointer();
}

// Of LDS and its like: the offset goes into a general register, the selector that follows it in memory into the segment's.
template <SegmentIndex index>
void load_far_pointer(Core& core, SystemInstruction const& instruction) {
    auto const size = instruction.size_of(0);
    auto const offset = core.memory.read(operand_address(core, instruction, 1, size, Access::Read), size);
    auto const selector = core.memory.read(operand_address(core, instruction, 1, 2, Access::Read, size), 2);
    load(core, index, selector, false);
    write_register(core, register_number(instruction.register_of(0)), size, offset);
}

} // namespace

Handler segment_instruction(SystemInstruction const& instruction) {
    auto const is_segment = [&](unsigned operand) {
        return instruction.is_register(operand) &&
               ZydisRegisterGetClass(instruction.register_of(operand)) == ZYDIS_REGCLASS_SEGMENT;
    };
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_MOV:
        if (is_segment(0)) return move_to;
        return is_segment(1) ? move_from : nullptr;
    case ZYDIS_MNEMONIC_PUSH: return is_segment(0) ? push : nullptr;
    case ZYDIS_MNEMONIC_POP: return is_segment(0) ? pop : nullptr;
    case ZYDIS_MNEMONIC_LDS: return load_far_pointer<SegmentIndex::Ds>;
    case ZYDIS_MNEMONIC_LES: return load_far_pointer<SegmentIndex::Es>;
    case ZYDIS_MNEMONIC_LFS: return load_far_pointer<SegmentIndex::Fs>;
    case ZYDIS_MNEMONIC_LGS: return load_far_pointer<SegmentIndex::Gs>;
    case ZYDIS_MNEMONIC_LSS: return load_far_pointer<SegmentIndex::Ss>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
