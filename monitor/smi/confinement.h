// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/ept_entry.h"
#include "monitor/smi/entry_state.h"
#include "monitor/smi/handler.h"
#include "monitor/smi/host.h"
#include "monitor/smi/platform.h"
#include "monitor/vmcs/control_state.h"

// The fields of the handler's VMCS that stay as they are: controls, and where an exit goes to.
namespace stm::smi {

/*@
  // What its VMCS needs beside what each has.
  predicate CanConfine = vmcs::HasHostState && vmcs::HasControls && arch::HasField(abi::VmcsField::Proc2Controls) &&
    arch::HasField(abi::VmcsField::IoBitmapA) && arch::HasField(abi::VmcsField::IoBitmapB) &&
    arch::HasField(abi::VmcsField::MsrBitmaps) && arch::HasField(abi::VmcsField::EptPointer);

  predicate Confined{L}(integer region, Platform* p, integer handler_entry, integer map, integer bitmaps) =
    arch::VmcsValue(region, abi::VmcsField::Proc2Controls) == p->handler_proc2 &&
    arch::VmcsValue(region, abi::VmcsField::EptPointer) == paging::EptPointerOf(map) &&
    arch::VmcsValue(region, abi::VmcsField::MsrBitmaps) == bitmaps &&
    arch::VmcsValue(region, abi::VmcsField::IoBitmapA) == bitmaps + 0x1000 &&
    arch::VmcsValue(region, abi::VmcsField::IoBitmapB) == bitmaps + 0x2000 &&
    arch::VmcsValue(region, abi::VmcsField::ProcControls) == p->handler_proc &&
    arch::VmcsValue(region, abi::VmcsField::PinControls) == p->handler_pin &&
    arch::VmcsValue(region, abi::VmcsField::ExitControls) == p->exit &&
    arch::VmcsValue(region, abi::VmcsField::EntryControls) == handler_entry &&
    arch::VmcsValue(region, abi::VmcsField::Cr4GuestHostMask) == arch::cr4::kVmx &&
    arch::VmcsValue(region, abi::VmcsField::Cr4ReadShadow) == 0;
*/

// The OS runs, and is to go on. `entry`: VM-entry controls. `map` and `bitmaps` are physical addresses: of the handler's
// EPT, and of its MSR bitmap, behind which the I/O bitmaps are.
/*@ requires \valid(&processor) && \valid(&state) && \valid_read(&platform);
    requires \separated(&processor, &state, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && OsRuns(&state);
    requires map % 0x1000 == 0 && map < boot::kEndOfMseg && bitmaps % 0x1000 == 0 && bitmaps < boot::kEndOfMseg;
    assigns processor.registers, state.contexts, arch::current_vmcs, arch::vmcs_data;
    ensures REQ_VMCS_01_os: \result ==> OsRuns(&state) && ValidState(&state);
    ensures REQ_VMCS_02_registers: \result ==>
      vmcs::EqualRegisters{Post, Pre}(&processor.registers, &processor.registers);
    ensures REQ_POL_02_confined: \result ==> Confined(HandlerRegion(&state), &platform, entry, map, bitmaps);
    ensures REQ_VMCS_02_os: \result ==> arch::OnlyFields{Pre, Post}(HandlerRegion(&state));
    ensures regions: HandlerRegion(&state) == \old(HandlerRegion(&state)) && OsRegion(&state) == \old(OsRegion(&state));
    ensures REQ_VMCS_04_progress: \old(processor.address) < boot::kEndOfMseg && \old(Works(&state)) && CanConfine ==>
      \result;
*/
[[nodiscard]] bool confine_handler(boot::Processor& processor, State& state, Platform const& platform, uint32_t entry,
                                   uint64_t map, uint64_t bitmaps);

} // namespace stm::smi
