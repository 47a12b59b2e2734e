// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/interrupt_return.hpp"
#include "machine/processor/code_transfer.hpp"
#include "spec/abi/vmx_control.h"

namespace redoubt::machine {
namespace {

namespace interruptibility = stm::abi::interruptibility;
namespace pin_control = stm::abi::pin_control;

constexpr uint64_t low_word = 0xffff;
constexpr uint64_t always = rflags::status | rflags::trap | rflags::direction | rflags::nested_task;
constexpr uint64_t wide_only = rflags::resume | rflags::alignment_check | rflags::identification;
constexpr uint64_t virtual_flags = rflags::virtual_interrupt | rflags::virtual_interrupt_pending;

// IRET ends the blocking of NMIs, even if it faults; under "NMI exiting" without virtual NMIs it does not (SDM vol. 3C 25.3).
void unblock_nmi(Core& core) {
    if (core.vmx.pin(pin_control::kNmiExiting) && !core.vmx.pin(pin_control::kVirtualNmis)) return;
    core.nmi_unblocked = (core.cpu.interruptibility & interruptibility::kBlockingByNmi) != 0;
    core.cpu.interruptibility &= ~interruptibility::kBlockingByNmi;
}

void load_flags(Core& core, uint64_t image, uint64_t writable, unsigned size) {
    if (size == 2) writable &= low_word;
    core.cpu.flags.load((core.cpu.flags.image() & ~writable) | (image & writable));
}

// What privilege permits (SDM vol. 2, IRET).
uint64_t writable_flags(Core const& core, unsigned cpl) {
    auto const iopl = (core.cpu.flags.system() & rflags::io_privilege) >> 12;
    auto writable = always | wide_only;
    if (cpl <= iopl) writable |= rflags::interrupt;
    if (cpl == 0) writable |= rflags::io_privilege | virtual_flags;
    return writable;
}

void return_where_selectors_are_addresses(Core& core, unsigned size) {
    auto& cpu = core.cpu;
    bool const v8086 = cpu.virtual_8086();
    if (v8086 && (cpu.flags.system() & rflags::io_privilege) != rflags::io_privilege) general_protection();
    StackFrame stack(core, size);
    auto const rip = stack.pop();
    auto const cs = stack.pop();
    auto const flags = stack.pop();
    enter_code_where_selectors_are_addresses(core, cs, rip);
    stack.commit_pointer();
    auto const writable = always | wide_only | rflags::interrupt | (v8086 ? 0 : rflags::io_privilege);
    load_flags(core, flags, writable, size);
}

// From privilege level 0, in the middle of a stack with everything that virtual-8086 mode needs (SDM vol. 3B 20.2.3).
void return_to_virtual_8086(Core& core, StackFrame& stack, uint64_t rip, uint64_t cs, uint64_t flags) {
    auto& cpu = core.cpu;
    auto const rsp = stack.pop();
    std::array<uint64_t, 5> selectors;
    for (auto& each : selectors)
        each = stack.pop();
    if (rip > low_word) general_protection();
    constexpr std::array order{SegmentIndex::Ss, SegmentIndex::Es, SegmentIndex::Ds, SegmentIndex::Fs,
                               SegmentIndex::Gs};
    constexpr Segment frame{.selector = 0, .rights = 0xf3, .limit = 0xffff, .base = 0};
    for (unsigned i = 0; i < order.size(); ++i)
        cpu.set_segment(order[i], address_segment(frame, selectors[i]));
    cpu.set_segment(SegmentIndex::Cs, address_segment(frame, cs));
    cpu.set(at::rsp, static_cast<uint32_t>(rsp));
    cpu.flags.load(flags);
    core.next = rip;
}

void return_in_protected_mode(Core& core, unsigned size) {
    auto& cpu = core.cpu;
    bool const from_64 = core.mode64();
    if ((cpu.flags.system() & rflags::nested_task) != 0) {
        if (!cpu.long_mode())
            core.reporter.report("SDM vol. 3A 7.3", "IRET would return to another task, which is not modelled");
        general_protection();
    }
    auto const cpl = cpu.cpl();
    StackFrame stack(core, size);
    auto const rip = stack.pop();
    auto const cs = stack.pop() & low_word;
    auto const flags = stack.pop();
    if (!cpu.long_mode() && size == 4 && (flags & rflags::virtual_8086) != 0 && cpl == 0)
        return return_to_virtual_8086(core, stack, rip, cs, flags);

    auto code = returned_code(core, cs, rip);
    auto const writable = writable_flags(core, cpl);
    if (code.cpl() == cpl && !from_64) {
        enter_code(core, code);
        stack.commit_pointer();
        return load_flags(core, flags, writable, size);
    }
    auto const rsp = stack.pop();
    auto const outer = returned_stack(core, stack.pop() & low_word, code);
    enter_code(core, code);
    enter_stack(core, outer, rsp, size);
    load_flags(core, flags, writable, size);
    if (code.cpl() > cpl) drop_privileged_segments(core);
}

} // namespace

void interrupt_return(Core& core, SystemInstruction const& instruction) {
    unblock_nmi(core);
    if (core.selectors_are_addresses()) return return_where_selectors_are_addresses(core, instruction.size());
    return_in_protected_mode(core, instruction.size());
}

} // namespace redoubt::machine
