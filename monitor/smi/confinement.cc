// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/confinement.h"

namespace stm::smi {

// What confines the handler, in the current VMCS.
/*@ requires \valid_read(&platform) && map % 0x1000 == 0 && map < boot::kEndOfMseg;
    requires bitmaps < boot::kEndOfMseg;
    requires \separated(&platform, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures controls: \result ==> Confined(arch::current_vmcs, &platform, entry, map, bitmaps);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: CanConfine && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] static bool write_confinement(Platform const& platform, uint32_t entry, uint64_t map, uint64_t bitmaps) {
    vmcs::ControlState controls = {};
    vmcs::fill_controls(controls, platform.handler_pin, platform.handler_proc, platform.exit, entry);
    controls.masks[vmcs::masks::kCr4Mask] = arch::cr4::kVmx;
    auto const written = vmcs::write_controls(controls);
    if (!written) return false;
    //@ assert pin: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::PinControls, vmcs::control::kPin) == platform.handler_pin;
    //@ assert proc: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::PinControls, vmcs::control::kProc) == platform.handler_proc;
    //@ assert exit: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::PinControls, vmcs::control::kExit) == platform.exit;
    //@ assert entry: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::PinControls, vmcs::control::kEntry) == entry;
    //@ assert mask: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::Cr0GuestHostMask, vmcs::masks::kCr4Mask) == arch::cr4::kVmx;
    //@ assert shadow: vmcs::RunValue(arch::current_vmcs, abi::VmcsField::Cr0GuestHostMask, vmcs::masks::kCr4Shadow) == 0;
    auto const proc2 = arch::vmwrite(abi::VmcsField::Proc2Controls, platform.handler_proc2);
    if (proc2 != arch::VmxResult::Succeed) return false;
    auto const msrs = arch::vmwrite(abi::VmcsField::MsrBitmaps, bitmaps);
    if (msrs != arch::VmxResult::Succeed) return false;
    auto const low_ports = arch::vmwrite(abi::VmcsField::IoBitmapA, bitmaps + boot::kPageSize);
    if (low_ports != arch::VmxResult::Succeed) return false;
    auto const high_ports = arch::vmwrite(abi::VmcsField::IoBitmapB, bitmaps + 2 * boot::kPageSize);
    if (high_ports != arch::VmxResult::Succeed) return false;
    uint64_t const pointer = paging::ept_pointer(map);
    auto const ept = arch::vmwrite(abi::VmcsField::EptPointer, pointer);
    return ept == arch::VmxResult::Succeed;
}

/*@ requires \valid_read(&processor);
    requires \separated(&processor, &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures fields: \forall integer field; !vmcs::IsHostField(field) ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: \old(processor.address) < boot::kEndOfMseg && vmcs::HasHostState &&
      arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] static bool write_host(boot::Processor const& processor) {
    vmcs::HostState host = {};
    auto const filled = fill_host_state(host, processor);
    if (!filled) return false;
    return vmcs::write_host_state(host);
}

bool confine_handler(boot::Processor& processor, State& state, Platform const& platform, uint32_t entry, uint64_t map,
                     uint64_t bitmaps) {
    auto const interrupted = state.contexts.interrupt(processor.registers);
    if (!interrupted) return false;
    auto const host = write_host(processor);
    if (!host) return false;
    auto const confined = write_confinement(platform, entry, map, bitmaps);
    if (!confined) return false;
    return state.contexts.resume(processor.registers);
}

} // namespace stm::smi
