// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/delivery.hpp"
#include "machine/processor/stack_frame.hpp"

// IA-32e mode (SDM vol. 3A 6.14).
namespace redoubt::machine {
namespace {

constexpr uint64_t first_stack = 4;              // RSP0 in the TSS (SDM vol. 3A 7.7)
constexpr uint64_t first_interrupt_stack = 0x24; // IST1
constexpr uint64_t stack_alignment = ~uint64_t{0xf};

uint64_t stack_in_tss(Core& core, uint64_t offset, uint32_t ext) {
    auto const& tss = core.cpu.segment(SegmentIndex::Tr);
    if (offset + 7 > tss.limit) throw Fault{Vector::InvalidTss, selector::error(tss.selector) | ext};
    return core.memory.read(tss.base + offset, 8, Rights::Supervisor);
}

uint64_t stack_pointer(Core& core, Descriptor const& gate, HandlerCode const& code, uint32_t ext) {
    auto const interrupt_stack = gate.low >> 32 & 7;
    if (interrupt_stack != 0) return stack_in_tss(core, first_interrupt_stack + 8 * (interrupt_stack - 1), ext);
    if (code.changes_privilege) return stack_in_tss(core, first_stack + 8 * uint64_t{code.cpl}, ext);
    return core.cpu.get<uint64_t>(at::rsp);
}

} // namespace

void deliver_long(Core& core, Event const& event) {
    auto& cpu = core.cpu;
    auto const ext = external_bit(event);
    auto const gate = find_gate(core, event);
    auto code = find_handler(core, event, gate.gate_selector());
    if (!canonical(gate.gate_offset())) general_protection(ext);

    auto const pointer = stack_pointer(core, gate, code, ext);
    auto stack = StackFrame::flat(core, pointer & stack_alignment, code.cpl, ext);
    stack.push(cpu.segment(SegmentIndex::Ss).selector);
    stack.push(cpu.get<uint64_t>(at::rsp));
    stack.push(pushed_flags(core, event));
    stack.push(cpu.segment(SegmentIndex::Cs).selector);
    stack.push(return_rip(core, event));
    if (event.error_code) stack.push(*event.error_code);

    mark_accessed(core, code.descriptor);
    stack.commit_pointer();
    cpu.set_segment(SegmentIndex::Cs, code.descriptor.segment((code.selector & ~uint64_t{selector::rpl}) | code.cpl));
    if (code.changes_privilege) cpu.set_segment(SegmentIndex::Ss, null_stack(code.cpl));
    constexpr auto cleared = rflags::trap | rflags::nested_task | rflags::resume;
    bool const masks = gate.is(SystemType::InterruptGate32);
    cpu.flags.set_system(cpu.flags.system() & ~(cleared | (masks ? rflags::interrupt : 0)));
    cpu.rip = gate.gate_offset();
}

} // namespace redoubt::machine
