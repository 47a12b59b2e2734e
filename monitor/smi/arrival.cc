// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/arrival.h"

#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_control.h"
#include "spec/abi/vmx_guest.h"

namespace stm::smi {

/*@
  // What a VMCS holds at L is what is in memory at M.
  predicate HoldBut{L, M}(integer region, integer first, uint64_t* values, integer count, integer but,
    integer also_but) =
    \forall integer i; 0 <= i < count && i != but && i != also_but ==>
      vmcs::RunValue{L}(region, first, i) == \at(values[i], M);

  // But for what the monitor knows better or has completed.
  predicate HoldsCompleted{L, M}(integer region, vmcs::GuestState* g) =
    (\forall integer i; 0 <= i < 8 ==>
      vmcs::RunValue{L}(region, abi::VmcsField::GuestEsSelector, i) == \at(g->selectors[i], M)) &&
    HoldBut{L, M}(region, abi::VmcsField::VmcsLinkPointer, \at(&g->wide[0], M), 4, vmcs::wide::kPat,
      vmcs::wide::kEfer) &&
    HoldBut{L, M}(region, abi::VmcsField::GuestPdpte0, \at(&g->pdptes[0], M), 4, -1, -1) &&
    (\forall integer i; 0 <= i < 22 && i != vmcs::narrow::kInterruptibility ==>
      vmcs::RunValue{L}(region, abi::VmcsField::GuestEsLimit, i) == \at(g->narrow[i], M)) &&
    HoldBut{L, M}(region, abi::VmcsField::GuestCr0, \at(&g->natural[0], M), 20, vmcs::natural::kRip, -1);

  predicate HoldsOs{L}(integer region, vmcs::GuestState* g, integer executive) = vmcs::HoldsGuest(region, g) &&
    arch::VmcsValue(region, abi::VmcsField::ExecutiveVmcsPointer) == executive;
*/

constexpr uint32_t kCsRights = vmcs::narrow::kAccessRights + 1;

/*@ assigns \nothing;
    ensures before: \result == EferBefore(efer, cs_rights);
    ensures mode: \result / 0x400 % 2 == cs_rights / 0x2000 % 2;
*/
[[nodiscard]] static uint64_t efer_before(uint64_t efer, uint32_t cs_rights) {
    uint64_t const above = efer / (2 * abi::efer::kLma) * (2 * abi::efer::kLma);
    uint64_t const between = efer / (2 * abi::efer::kLme) % 2 * (2 * abi::efer::kLme);
    uint64_t const mode = cs_rights / abi::access_rights::kLong % 2 * (abi::efer::kLme + abi::efer::kLma);
    return above + between + efer % abi::efer::kLme + mode;
}

/*@ requires \valid(&guest);
    assigns guest.wide[vmcs::wide::kPat .. vmcs::wide::kEfer], guest.narrow[vmcs::narrow::kInterruptibility],
      guest.natural[vmcs::natural::kRip];
    ensures guest.wide[vmcs::wide::kPat] == arch::MsrValue(abi::Msr::Pat) &&
      guest.wide[vmcs::wide::kEfer] == EferBefore(efer, guest.narrow[kCsRights]);
    ensures guest.natural[vmcs::natural::kRip] ==
      (\old(guest.natural[vmcs::natural::kRip]) + length) % 0x10000000000000000;
    ensures guest.narrow[vmcs::narrow::kInterruptibility] ==
      \old(guest.narrow[vmcs::narrow::kInterruptibility]) / 8 * 8 + 4;
*/
static void complete(vmcs::GuestState& guest, uint64_t efer, uint64_t length) {
    guest.wide[vmcs::wide::kPat] = arch::read_msr(abi::Msr::Pat);
    guest.wide[vmcs::wide::kEfer] = efer_before(efer, guest.narrow[kCsRights]);
    guest.natural[vmcs::natural::kRip] = behind(guest.natural[vmcs::natural::kRip], length);
    guest.narrow[vmcs::narrow::kInterruptibility] =
        guest.narrow[vmcs::narrow::kInterruptibility] / 8 * 8 + abi::interruptibility::kBlockingBySmi;
}

// From the VMCS of the OS, which is current.
/*@ requires \valid(&guest) && \separated(&guest, &arch::current_vmcs, &arch::vmcs_data);
    assigns guest;
    ensures completed: \result ==> HoldsCompleted{Pre, Post}(arch::current_vmcs, &guest);
    ensures efer: \result ==> guest.wide[vmcs::wide::kEfer] == EferBefore(efer,
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::GuestCsAccessRights));
    ensures pat: \result ==> guest.wide[vmcs::wide::kPat] == arch::MsrValue(abi::Msr::Pat);
    ensures rip: \result ==> guest.natural[vmcs::natural::kRip] ==
      (arch::VmcsValue(arch::current_vmcs, abi::VmcsField::GuestRip) +
       arch::VmcsValue(arch::current_vmcs, abi::VmcsField::ExitInstructionLength)) % 0x10000000000000000;
    ensures blocked: \result ==> guest.narrow[vmcs::narrow::kInterruptibility] ==
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::GuestInterruptibility) / 8 * 8 + 4;
    ensures progress: HasFields && vmcs::HasGuestState ==> \result;
*/
[[nodiscard]] static bool read_os(vmcs::GuestState& guest, uint64_t efer) {
    auto const length = arch::vmread(abi::VmcsField::ExitInstructionLength);
    if (length.result != arch::VmxResult::Succeed) return false;
    auto const read = vmcs::read_guest_state(guest);
    if (!read) return false;
    complete(guest, efer, length.value);
    return true;
}

/*@ assigns \nothing;
    ensures mode: \result / abi::entry_control::kIa32eModeGuest % 2 == efer / abi::efer::kLma % 2;
    ensures above: \result / 0x400 == platform_entry / 0x400;
    ensures below: \result % 0x200 == platform_entry % 0x200;
*/
[[nodiscard]] static uint32_t entry_controls(uint32_t platform_entry, uint64_t efer) {
    constexpr uint32_t kMode = abi::entry_control::kIa32eModeGuest;
    uint32_t const others = platform_entry / (2 * kMode) * (2 * kMode) + platform_entry % kMode;
    return efer / abi::efer::kLma % 2 == 1 ? others + kMode : others;
}

// What the monitor decides, in the current VMCS.
/*@ requires \valid_read(&processor) && \valid_read(&platform);
    requires \separated(&processor, &platform, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures exits: \result ==> arch::VmcsValue(arch::current_vmcs, abi::VmcsField::ExitControls) == platform.os_exit;
    ensures mode: \result ==>
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryControls) / 0x200 % 2 == efer / 0x400 % 2;
    ensures arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: \old(processor.address) < boot::kEndOfMseg && vmcs::HasHostState && vmcs::HasControls &&
      arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] static bool write_monitors_part(boot::Processor const& processor, Platform const& platform,
                                              uint64_t efer) {
    vmcs::ControlState controls = {};
    vmcs::fill_controls(controls, platform.os_pin, platform.os_proc, platform.os_exit,
                        entry_controls(platform.os_entry, efer));
    auto const controls_written = vmcs::write_controls(controls);
    if (!controls_written) return false;
    //@ assert exit: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::PinControls, vmcs::control::kExit) == platform.os_exit;
    vmcs::HostState host = {};
    auto const filled = fill_host_state(host, processor);
    if (!filled) return false;
    return vmcs::write_host_state(host);
}

// What is the OS's, in the current VMCS.
/*@ requires \valid_read(&guest) && \separated(&guest, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures \result ==> HoldsOs(arch::current_vmcs, &guest, executive);
    ensures exits: arch::VmcsValue(arch::current_vmcs, abi::VmcsField::ExitControls) ==
      arch::VmcsValue{Pre}(arch::current_vmcs, abi::VmcsField::ExitControls);
    ensures entries: arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryControls) ==
      arch::VmcsValue{Pre}(arch::current_vmcs, abi::VmcsField::EntryControls);
    ensures arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: vmcs::HasGuestState && arch::HasField(abi::VmcsField::ExecutiveVmcsPointer) &&
      arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] static bool write_os_part(vmcs::GuestState const& guest, uint64_t executive) {
    auto const written = arch::vmwrite(abi::VmcsField::ExecutiveVmcsPointer, executive);
    if (written != arch::VmxResult::Succeed) return false;
    return vmcs::write_guest_state(guest);
}

bool take_over(State& state, vmcs::GuestState& passage, vmcs::Region& os, vmcs::Region& handler,
               boot::Processor const& processor, Platform const& platform, uint64_t os_address,
               uint64_t handler_address) {
    auto const os_identified = vmcs::identify(os, os_address, platform.revision);
    if (!os_identified) return false;
    auto const handler_identified = vmcs::identify(handler, handler_address, platform.revision);
    if (!handler_identified) return false;
    auto const executive = arch::vmread(abi::VmcsField::ExecutiveVmcsPointer);
    if (executive.result != arch::VmxResult::Succeed) return false;
    auto const read = read_os(passage, processor.caller_efer);
    if (!read) return false;
    auto const created = state.contexts.create(os_address, handler_address);
    if (!created) return false;
    //@ assert read_still: HoldsCompleted{Pre, Here}(\at(arch::current_vmcs, Pre), &passage);
    auto const decided = write_monitors_part(processor, platform, passage.wide[vmcs::wide::kEfer]);
    if (!decided) return false;
    auto const moved = write_os_part(passage, executive.value);
    //@ assert still_completed: HoldsCompleted{Pre, Here}(\at(arch::current_vmcs, Pre), &passage);
    //@ assert efer: moved ==> arch::VmcsValue(os_address, abi::VmcsField::GuestEfer) == passage.wide[vmcs::wide::kEfer];
    //@ assert pat: moved ==> arch::VmcsValue(os_address, abi::VmcsField::GuestPat) == arch::MsrValue(abi::Msr::Pat);
    return moved;
}

} // namespace stm::smi
