// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/delivery.hpp"
#include "machine/processor/stack_frame.hpp"

namespace redoubt::machine {
namespace {

constexpr unsigned entry_size = 4; // offset and segment (SDM vol. 3B 20.1.4)

} // namespace

void deliver_real(Core& core, Event const& event) {
    auto& cpu = core.cpu;
    auto const offset = uint64_t{event.vector} * entry_size;
    if (offset + entry_size - 1 > cpu.idtr.limit) general_protection();
    auto const entry = core.memory.read(cpu.idtr.base + offset, entry_size, Rights::Supervisor);

    StackFrame stack(core, 2);
    stack.push(cpu.flags.image());
    stack.push(cpu.segment(SegmentIndex::Cs).selector);
    stack.push(return_rip(core, event));

    stack.commit_pointer();
    cpu.flags.set_system(cpu.flags.system() &
                         ~(rflags::interrupt | rflags::trap | rflags::alignment_check | rflags::resume));
    cpu.set_segment(SegmentIndex::Cs, address_segment(cpu.segment(SegmentIndex::Cs), entry >> 16));
    cpu.rip = entry & 0xffff;
}

} // namespace redoubt::machine
