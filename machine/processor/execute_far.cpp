// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/code_transfer.hpp"
#include "machine/processor/families.hpp"
#include "machine/processor/operand.hpp"

// Far JMP, CALL and RET (SDM vol. 2); call gates of IA-32e mode.
namespace redoubt::machine {
namespace {

namespace rights = stm::abi::access_rights;

struct FarPointer {
    uint64_t selector;
    uint64_t offset;
};

// In the instruction, or in memory: offset first.
FarPointer far_pointer(Core& core, SystemInstruction const& instruction) {
    auto const size = instruction.size();
    if (!instruction.is_memory(0)) {
        auto const& pointer = instruction.operands[0].ptr;
        return {pointer.segment, pointer.offset};
    }
    auto const offset = core.memory.read(operand_address(core, instruction, 0, size, Access::Read), size);
    auto const selector = core.memory.read(operand_address(core, instruction, 0, 2, Access::Read, size), 2);
    return {selector, offset};
}

uint64_t with_rpl(uint64_t selector, unsigned rpl) {
    return (selector & ~uint64_t{selector::rpl}) | rpl;
}

CodeTarget code_target(Core const& core, Descriptor const& found, FarPointer const& to) {
    auto const error = selector::error(to.selector);
    auto const cpl = core.cpu.cpl();
    if (found.is_conforming() ? found.dpl() > cpl : (to.selector & selector::rpl) > cpl || found.dpl() != cpl)
        general_protection(error);
    if (!found.present()) throw Fault{Vector::SegmentNotPresent, error};
    CodeTarget const target{found, static_cast<uint16_t>(with_rpl(to.selector, cpl)), to.offset};
    check_target(core, target);
    return target;
}

// The code segment that a call gate leads to; its RPL is the privilege level that code will run at (SDM vol. 3A 5.8.3.1).
CodeTarget gate_target(Core& core, uint64_t selector, bool calls) {
    auto const error = selector::error(selector);
    auto const gate = find_descriptor(core, selector, true);
    auto const cpl = core.cpu.cpl();
    if (!gate || !gate->is(SystemType::CallGate32)) general_protection(error);
    if (gate->dpl() < std::max<unsigned>(cpl, selector & selector::rpl)) general_protection(error);
    if (!gate->present()) throw Fault{Vector::SegmentNotPresent, error};

    auto const code = gate->gate_selector();
    if (selector::is_null(code)) general_protection();
    auto const found = find_descriptor(core, code);
    if (!found || !found->is_code() || found->dpl() > cpl) general_protection(selector::error(code));
    if (!found->has(rights::kLong) || found->has(rights::kDefaultBig)) general_protection(selector::error(code));
    bool const inner = !found->is_conforming() && found->dpl() < cpl;
    if (inner && !calls) general_protection(selector::error(code));
    if (!found->present()) throw Fault{Vector::SegmentNotPresent, selector::error(code)};
    CodeTarget const target{*found, static_cast<uint16_t>(with_rpl(code, inner ? found->dpl() : cpl)),
                            gate->gate_offset()};
    check_target(core, target);
    return target;
}

// A system descriptor: only a call gate of IA-32e mode leads anywhere here.
CodeTarget system_target(Core& core, uint64_t selector, bool calls) {
    if (core.cpu.long_mode()) return gate_target(core, selector, calls);
    core.reporter.report("SDM vol. 3A 5.8.3, 7.3", "a far transfer by a call gate or to a task is not modelled");
    general_protection(selector::error(selector));
}

Descriptor target_descriptor(Core& core, uint64_t selector) {
    if (selector::is_null(selector)) general_protection();
    auto const found = find_descriptor(core, selector);
    if (!found || (!found->is_system() && !found->is_code())) general_protection(selector::error(selector));
    return *found;
}

void far_jump(Core& core, SystemInstruction const& instruction) {
    auto const to = far_pointer(core, instruction);
    if (core.selectors_are_addresses()) return enter_code_where_selectors_are_addresses(core, to.selector, to.offset);
    auto const found = target_descriptor(core, to.selector);
    auto target = found.is_system() ? system_target(core, to.selector, false) : code_target(core, found, to);
    enter_code(core, target);
}

void push_return(Core& core, StackFrame& stack) {
    stack.push(core.cpu.segment(SegmentIndex::Cs).selector);
    stack.push(core.next);
}

// To an inner level: its stack comes from the TSS, and has the outer one's pointer (SDM vol. 3A 5.8.5.1).
void call_inner(Core& core, CodeTarget& target) {
    auto& cpu = core.cpu;
    auto const& tss = cpu.segment(SegmentIndex::Tr);
    auto const cpl = target.cpl();
    auto const offset = 4 + 8 * uint64_t{cpl};
    if (offset + 7 > tss.limit) throw Fault{Vector::InvalidTss, selector::error(tss.selector)};
    auto const pointer = core.memory.read(tss.base + offset, 8, Rights::Supervisor);
    auto stack = StackFrame::flat(core, pointer, cpl, 0);
    stack.push(cpu.segment(SegmentIndex::Ss).selector);
    stack.push(cpu.get<uint64_t>(at::rsp));
    push_return(core, stack);
    enter_code(core, target);
    stack.commit_pointer();
    cpu.set_segment(SegmentIndex::Ss, null_stack(cpl));
}

void far_call(Core& core, SystemInstruction const& instruction) {
    auto const to = far_pointer(core, instruction);
    if (core.selectors_are_addresses()) {
        StackFrame stack(core, instruction.size());
        push_return(core, stack);
        enter_code_where_selectors_are_addresses(core, to.selector, to.offset);
        return stack.commit_pointer();
    }
    auto const found = target_descriptor(core, to.selector);
    auto target = found.is_system() ? system_target(core, to.selector, true) : code_target(core, found, to);
    if (target.cpl() < core.cpu.cpl()) return call_inner(core, target);
    StackFrame stack(core, found.is_system() ? 8 : instruction.size()); // a gate has a size of its own
    push_return(core, stack);
    enter_code(core, target);
    stack.commit_pointer();
}

void far_return(Core& core, SystemInstruction const& instruction) {
    auto const size = instruction.size();
    auto const released = instruction.about.operand_count_visible == 0 ? 0 : instruction.immediate(0);
    StackFrame stack(core, size);
    auto const rip = stack.pop();
    auto const cs = stack.pop() & 0xffff;
    stack.skip(released);
    if (core.selectors_are_addresses()) {
        enter_code_where_selectors_are_addresses(core, cs, rip);
        return stack.commit_pointer();
    }
    auto code = returned_code(core, cs, rip);
    if (code.cpl() == core.cpu.cpl()) {
        enter_code(core, code);
        return stack.commit_pointer();
    }
    auto const rsp = stack.pop();
    auto const outer = returned_stack(core, stack.pop() & 0xffff, code);
    enter_code(core, code);
    enter_stack(core, outer, rsp + released, size);
    drop_privileged_segments(core);
}

} // namespace

Handler far_instruction(SystemInstruction const& instruction) {
    if (instruction.about.meta.branch_type != ZYDIS_BRANCH_TYPE_FAR) return nullptr;
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_JMP: return far_jump;
    case ZYDIS_MNEMONIC_CALL: return far_call;
    case ZYDIS_MNEMONIC_RET: return far_return;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
