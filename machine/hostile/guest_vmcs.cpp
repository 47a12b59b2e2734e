// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/guest_vmcs.hpp"

#include "machine/hosted/long_mode.hpp"
#include "machine/hostile/os_tables.hpp"
#include "machine/hostile/places.hpp"
#include "machine/vmcs/guest_segment.hpp"
#include "spec/abi/vmx_control.h"

namespace redoubt::hostile {
namespace {

using machine::Machine;
using machine::SegmentIndex;
using machine::Vmcs;
using Field = stm::abi::VmcsField;
namespace proc = stm::abi::proc_control;
namespace proc2 = stm::abi::proc2_control;

constexpr uint64_t ept_pointer = os::kEptLevel4 | 0x1e; // write-back, four levels (SDM vol. 3C 24.6.11)

void add(Vmcs& vmcs, Field field, uint64_t bits) {
    vmcs.set(field, vmcs.get(field) | bits);
}

void set_host(Vmcs& vmcs, unsigned number) {
    auto const host = state_in(Mode::Long, 0, number, os::kStub);
    vmcs.set(Field::HostCr3, host.cr3);
    vmcs.set(Field::HostCsSelector, host.code.selector);
    vmcs.set(Field::HostSsSelector, host.data.selector);
    for (auto const field : {Field::HostDsSelector, Field::HostEsSelector})
        vmcs.set(field, host.data.selector);
    vmcs.set(Field::HostTrSelector, host.task.selector);
    vmcs.set(Field::HostTrBase, host.task.base);
    vmcs.set(Field::HostGdtrBase, host.gdtr.base);
    vmcs.set(Field::HostIdtrBase, host.idtr.base);
    vmcs.set(Field::HostRip, os::kStub);
    vmcs.set(Field::HostRsp, os::kStack.of(number) + kPage / 2);
}

void set_guest(Vmcs& vmcs, unsigned number, Mode mode) {
    auto const place = os::kGuestCode.of(number);
    auto const guest = state_in(mode, 0, number, place);
    vmcs.set(Field::GuestCr0, guest.cr0);
    vmcs.set(Field::GuestCr3, guest.cr3);
    vmcs.set(Field::GuestCr4, guest.cr4 | machine::cr4::vmxe);
    vmcs.set(Field::GuestEfer, guest.efer);
    machine::set_guest_segment(vmcs, SegmentIndex::Cs, guest.code);
    for (auto const index : {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
        machine::set_guest_segment(vmcs, index, guest.data);
    machine::set_guest_segment(vmcs, SegmentIndex::Tr, guest.task);
    vmcs.set(Field::GuestGdtrBase, guest.gdtr.base);
    vmcs.set(Field::GuestGdtrLimit, guest.gdtr.limit);
    vmcs.set(Field::GuestIdtrBase, guest.idtr.base);
    vmcs.set(Field::GuestIdtrLimit, guest.idtr.limit);
    vmcs.set(Field::GuestRip, mode == Mode::Real ? 0 : place);
    vmcs.set(Field::GuestRsp, os::kStack.of(number) + kPage / 2);
    if (!ia32e(mode))
        vmcs.set(Field::EntryControls,
                 vmcs.get(Field::EntryControls) & ~uint64_t{stm::abi::entry_control::kIa32eModeGuest});
}

void use_ept(Vmcs& vmcs) {
    add(vmcs, Field::ProcControls, proc::kSecondaryControls);
    add(vmcs, Field::Proc2Controls, proc2::kEpt);
    vmcs.set(Field::EptPointer, ept_pointer);
}

void set_pdptes(Machine& machine, Vmcs& vmcs) {
    for (unsigned i = 0; i < 4; ++i)
        vmcs.set(static_cast<Field>(static_cast<uint32_t>(Field::GuestPdpte0) + 2 * i),
                 machine.memory().word(os::kPdptes + i * sizeof(uint64_t), 8));
}

} // namespace

Vmcs usual_vmcs(Machine& machine, unsigned number, Mode mode) {
    Vmcs vmcs{os::kVmcs.of(number)};
    machine::fill_long_mode(vmcs, machine.capabilities());
    vmcs.set(Field::ExceptionBitmap, 0xffffffff);
    add(vmcs, Field::EntryControls, stm::abi::entry_control::kLoadEfer);
    add(vmcs, Field::ExitControls, stm::abi::exit_control::kSaveEfer | stm::abi::exit_control::kLoadEfer);
    vmcs.set(Field::HostEfer, stm::abi::efer::kLme | stm::abi::efer::kLma);
    set_host(vmcs, number);
    set_guest(vmcs, number, mode);
    if (!paged(mode)) {
        use_ept(vmcs);
        add(vmcs, Field::Proc2Controls, proc2::kUnrestrictedGuest);
    }
    if (mode == Mode::Pae) set_pdptes(machine, vmcs);
    return vmcs;
}

void vary_vmcs(Vmcs& vmcs, machine::Capabilities const& capabilities, Random& random) {
    if (random.chance(40)) use_ept(vmcs);
    auto const wish = [&](unsigned chance, Field field, stm::abi::Msr msr, uint32_t control) {
        if (random.chance(chance) && capabilities.has(msr, control)) add(vmcs, field, control);
    };
    using stm::abi::Msr;
    wish(10, Field::ProcControls, Msr::VmxTrueProcbasedCtls, proc::kMonitorTrapFlag);
    wish(10, Field::ProcControls, Msr::VmxTrueProcbasedCtls, proc::kHltExiting);
    wish(10, Field::ProcControls, Msr::VmxTrueProcbasedCtls, proc::kUnconditionalIoExiting);
    wish(10, Field::ProcControls, Msr::VmxTrueProcbasedCtls, proc::kInterruptWindowExiting);
    wish(20, Field::PinControls, Msr::VmxTruePinbasedCtls, stm::abi::pin_control::kNmiExiting);
    wish(20, Field::PinControls, Msr::VmxTruePinbasedCtls, stm::abi::pin_control::kPreemptionTimer);
    wish(50, Field::ExitControls, Msr::VmxTrueExitCtls, stm::abi::exit_control::kSaveDebugControls);
    if (random.chance(50)) vmcs.set(Field::ExceptionBitmap, random.next() & 0xffffffff);
    vmcs.set(Field::PreemptionTimerValue, random.below(300));
}

void write_vmcs(machine::Vmx& vmx, Vmcs const& vmcs, machine::Capabilities const& capabilities) {
    for (auto const field : machine::kFields) {
        auto const encoding = static_cast<uint64_t>(field);
        if (stm::abi::type_of(field) == stm::abi::VmcsType::ReadOnlyData) continue;
        if (machine::supported_field(encoding, capabilities)) vmx.vmwrite(encoding, vmcs.get(field));
    }
}

} // namespace redoubt::hostile
