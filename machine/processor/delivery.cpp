// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/delivery.hpp"

namespace redoubt::machine {
namespace {

using stm::abi::InterruptionType;
namespace rights = stm::abi::access_rights;

constexpr uint32_t in_idt = 2; // of an error code (SDM vol. 3A 6.13)

// INT1 does not have to pass the gate's privilege level (SDM vol. 2, INT n).
bool obeys_gate_privilege(Event const& event) {
    return event.type == InterruptionType::SoftwareInterrupt || event.type == InterruptionType::SoftwareException;
}

} // namespace

bool is_software(Event const& event) {
    return obeys_gate_privilege(event) || event.type == InterruptionType::PrivilegedSoftwareException;
}

uint64_t return_rip(Core const& core, Event const& event) {
    return core.cut_rip(core.cpu.rip + (is_software(event) ? event.instruction_length : 0));
}

uint32_t external_bit(Event const& event) {
    return obeys_gate_privilege(event) ? 0 : 1;
}

uint64_t pushed_flags(Core const& core, Event const& event) {
    auto const image = core.cpu.flags.image();
    bool const faults =
        event.type == InterruptionType::HardwareException && event.vector != static_cast<uint8_t>(Vector::Debug);
    return faults ? image | rflags::resume : image;
}

Descriptor find_gate(Core& core, Event const& event) {
    auto const& cpu = core.cpu;
    bool const wide = cpu.long_mode();
    unsigned const size = wide ? 16 : 8;
    auto const error = event.vector * 8u | in_idt | external_bit(event);
    auto const offset = uint64_t{event.vector} * size;
    if (offset + size - 1 > cpu.idtr.limit) general_protection(error);
    Descriptor gate;
    gate.linear = cpu.idtr.base + offset;
    gate.low = core.memory.read(gate.linear, 8, Rights::Supervisor);
    if (wide) gate.high = core.memory.read(gate.linear + 8, 8, Rights::Supervisor) & 0xffffffff;

    bool const wide_gate = gate.is(SystemType::InterruptGate32) || gate.is(SystemType::TrapGate32);
    bool const narrow_gate = gate.is(SystemType::InterruptGate16) || gate.is(SystemType::TrapGate16);
    if (!wide && gate.is(SystemType::TaskGate))
        core.reporter.report("SDM vol. 3A 7.3", "a task gate would switch tasks, which is not modelled");
    if (!wide_gate && (wide || !narrow_gate)) general_protection(error);
    if (obeys_gate_privilege(event) && gate.dpl() < cpu.cpl()) general_protection(error);
    if (!gate.present()) throw Fault{Vector::SegmentNotPresent, error};
    return gate;
}

HandlerCode find_handler(Core& core, Event const& event, uint16_t selector) {
    auto const& cpu = core.cpu;
    auto const ext = external_bit(event);
    if (selector::is_null(selector)) general_protection(ext);
    auto const error = selector::error(selector) | ext;
    auto const found = find_descriptor(core, selector);
    auto const cpl = cpu.cpl();
    if (!found || !found->is_code() || found->dpl() > cpl) general_protection(error);
    if (cpu.long_mode() && (!found->has(rights::kLong) || found->has(rights::kDefaultBig))) general_protection(error);
    if (!found->present()) throw Fault{Vector::SegmentNotPresent, error};
    bool const inner = !found->is_conforming() && found->dpl() < cpl;
    if (cpu.virtual_8086() && (!inner || found->dpl() != 0)) general_protection(error);
    return {*found, selector, inner ? found->dpl() : cpl, inner};
}

void deliver(Core& core, Event const& event) {
    if (core.real_mode()) return deliver_real(core, event);
    if (core.cpu.long_mode()) return deliver_long(core, event);
    deliver_protected(core, event);
}

} // namespace redoubt::machine
