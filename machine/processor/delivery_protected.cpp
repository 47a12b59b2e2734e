// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/delivery.hpp"
#include "machine/processor/stack_frame.hpp"

// Protected mode, and virtual-8086 mode, which it interrupts (SDM vol. 3A 6.12.1, vol. 3B 20.3).
namespace redoubt::machine {
namespace {

struct InnerStack {
    Segment segment;
    uint64_t pointer;
};

[[noreturn]] void raise(Vector vector, uint64_t selector, uint32_t ext) {
    throw Fault{vector, selector::error(selector) | ext};
}

// The stack of a more privileged level, as the TSS names it (SDM vol. 3A 5.8.5).
InnerStack inner_stack(Core& core, unsigned cpl, uint32_t ext) {
    auto const& tss = core.cpu.segment(SegmentIndex::Tr);
    bool const wide = tss.type() == static_cast<unsigned>(SystemType::Tss32Busy);
    unsigned const word = wide ? 4 : 2;
    auto const offset = word + cpl * word * 2;
    if (offset + word + 1 > tss.limit) raise(Vector::InvalidTss, tss.selector, ext);
    auto const pointer = core.memory.read(tss.base + offset, word, Rights::Supervisor);
    auto const value = core.memory.read(tss.base + offset + word, 2, Rights::Supervisor);

    if (selector::is_null(value)) throw Fault{Vector::InvalidTss, ext};
    auto found = find_descriptor(core, value);
    if (!found || (value & selector::rpl) != cpl || found->dpl() != cpl || !found->is_writable_data())
        raise(Vector::InvalidTss, value, ext);
    if (!found->present()) raise(Vector::StackFault, value, ext);
    mark_accessed(core, *found);
    return {found->segment(value), pointer};
}

void push_data_segments(Core const& core, StackFrame& stack) {
    for (auto const index : {SegmentIndex::Gs, SegmentIndex::Fs, SegmentIndex::Ds, SegmentIndex::Es})
        stack.push(core.cpu.segment(index).selector);
}

void push_return(Core const& core, StackFrame& stack, Event const& event) {
    stack.push(pushed_flags(core, event));
    stack.push(core.cpu.segment(SegmentIndex::Cs).selector);
    stack.push(return_rip(core, event));
    if (event.error_code) stack.push(*event.error_code);
}

} // namespace

void deliver_protected(Core& core, Event const& event) {
    auto& cpu = core.cpu;
    auto const gate = find_gate(core, event);
    bool const wide = gate.is(SystemType::InterruptGate32) || gate.is(SystemType::TrapGate32);
    bool const masks = gate.is(SystemType::InterruptGate32) || gate.is(SystemType::InterruptGate16);
    unsigned const word = wide ? 4 : 2;
    auto code = find_handler(core, event, gate.gate_selector());
    auto const segment = code.descriptor.segment((code.selector & ~selector::rpl) | code.cpl);
    auto const offset = wide ? gate.gate_offset() : gate.gate_offset() & 0xffff;
    if (offset > segment.limit) general_protection(external_bit(event));

    auto const commit = [&](StackFrame& stack) {
        mark_accessed(core, code.descriptor);
        cpu.set_segment(SegmentIndex::Cs, code.descriptor.segment((code.selector & ~selector::rpl) | code.cpl));
        stack.commit_pointer();
        constexpr auto cleared = rflags::trap | rflags::nested_task | rflags::resume | rflags::virtual_8086;
        cpu.flags.set_system(cpu.flags.system() & ~(cleared | (masks ? rflags::interrupt : 0)));
        cpu.rip = offset;
    };
    if (!code.changes_privilege) {
        StackFrame stack(core, word);
        push_return(core, stack, event);
        return commit(stack);
    }
    auto const inner = inner_stack(core, code.cpl, external_bit(event));
    StackFrame stack(core, word, inner.segment, inner.pointer, code.cpl,
                     selector::error(inner.segment.selector) | external_bit(event));
    bool const from_8086 = cpu.virtual_8086();
    if (from_8086) push_data_segments(core, stack);
    stack.push(cpu.segment(SegmentIndex::Ss).selector);
    stack.push(cpu.get<uint64_t>(at::rsp));
    push_return(core, stack, event);
    commit(stack);
    cpu.set_segment(SegmentIndex::Ss, inner.segment);
    if (from_8086)
        for (auto const index : {SegmentIndex::Gs, SegmentIndex::Fs, SegmentIndex::Ds, SegmentIndex::Es})
            cpu.set_segment(index, {});
}

} // namespace redoubt::machine
