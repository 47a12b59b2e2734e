// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/answer.h"
#include "monitor/smi/handler.h"
#include "spec/abi/api.h"
#include "spec/abi/status.h"

// Start and stop, one processor after the other (interface: InitializeProtection, StartStm, StopStm).
namespace stm::smi {

/*@
  // Another processor may join those that are active.
  predicate IsOn(integer active) = 1 <= active < boot::kProcessors;

  // InitializeProtection is for the first processor, Start for those after it.
  predicate Begins(integer function, integer active) = function == abi::Function::InitializeProtection ?
    active == kOff : function == abi::Function::Start && IsOn(active);

  predicate IsBlocked{L}(integer region) =
    arch::VmcsValue(region, abi::VmcsField::GuestInterruptibility) / 4 % 2 == 1;
*/

// Whether the monitor becomes active by this call on a processor where it is not: decided and noted at one instant, so
// that of all processors that call at once each sees what the others have been admitted to. `settle` has to follow.
/*@ requires \valid(&shared);
    assigns shared.active;
    ensures REQ_LIFE_10_begins: \result == abi::Status::Success <==> Begins(function, \old(shared.active));
    ensures REQ_LIFE_02_prepares: \result == abi::Status::Success &&
      function == abi::Function::InitializeProtection ==> shared.active == kPreparing;
    ensures REQ_LIFE_02_counted: \result == abi::Status::Success && function == abi::Function::Start ==>
      shared.active == \old(shared.active) + 1;
    ensures REQ_LIFE_07_refused: \result != abi::Status::Success ==>
      shared.active == \old(shared.active) && \result >= 0x80000000;
    ensures REQ_LIFE_02_already: function == abi::Function::InitializeProtection && \old(shared.active) != kOff &&
      \old(shared.active) != kPreparing ==> \result == abi::Status::AlreadyStarted;
    ensures REQ_LIFE_07_preparing: function == abi::Function::InitializeProtection &&
      \old(shared.active) == kPreparing ==> \result == abi::Status::Unspecified;
    ensures REQ_LIFE_07_none_to_join: function == abi::Function::Start && !IsOn(\old(shared.active)) ==>
      \result == abi::Status::Unspecified;
    ensures REQ_LIFE_06_stopped: function != abi::Function::InitializeProtection &&
      abi::Function::Start < function <= abi::Function::AddPermPeVmNoRun ==> \result == abi::Status::Stopped;
    ensures REQ_CALL_05_unknown: !(abi::Function::Start <= function <= abi::Function::AddPermPeVmNoRun) ==>
      \result == abi::Status::InvalidApi;
*/
[[nodiscard]] abi::Status admit(Shared& shared, uint32_t function);

// What was admitted, to the first processor or another one, has been done or has failed. Only when the first one has
// done it, others may join; and one that has failed counts no longer.
/*@ requires \valid(&shared);
    assigns shared.active;
    ensures REQ_LIFE_02_prepared: first && \old(shared.active) == kPreparing ==> shared.active == (begun ? 1 : kOff);
    ensures REQ_LIFE_02_nothing_else: first && \old(shared.active) != kPreparing ==>
      shared.active == \old(shared.active);
    ensures REQ_LIFE_02_stays: !first && begun ==> shared.active == \old(shared.active);
    ensures REQ_LIFE_07_withdrawn: !first && !begun ==>
      shared.active == (\old(shared.active) + 0xffffffff) % 0x100000000;
*/
void settle(Shared& shared, bool first, bool begun);

// Start's options, EDX: what is reserved must be 0, and what the processor lacks cannot be asked for. Otherwise they take
// effect.
/*@ assigns arch::msr_data;
    ensures REQ_LIFE_05_status: \result == abi::Status::Success || \result >= 0x80000000;
    ensures REQ_LIFE_05_unsupported: options % 2 == 1 && arch::MsrValue{Pre}(abi::Msr::VmxMisc) / 0x10000000 % 2 == 0 &&
      options < 2 ==> \result == abi::Status::UnsupportedMsrBit;
    ensures REQ_LIFE_05_reserved: options >= 2 ==> \result == abi::Status::Unspecified;
    ensures REQ_LIFE_05_accepted: options == 0 ||
      (options == 1 && arch::MsrValue{Pre}(abi::Msr::VmxMisc) / 0x10000000 % 2 == 1) ==>
        \result == abi::Status::Success;
    ensures REQ_LIFE_05_set: \result == abi::Status::Success && options == 1 ==>
      arch::MsrValue(abi::Msr::SmmMonitorCtl) / 4 % 2 == 1;
    ensures REQ_LIFE_05_nothing_else: \forall integer msr; msr != abi::Msr::SmmMonitorCtl ||
      \result != abi::Status::Success ==>
      arch::MsrValue(msr) == arch::MsrValue{Pre}(msr);
*/
[[nodiscard]] abi::Status take_options(uint32_t options);

// SMIs come through on this processor, once the OS runs (REQ-LIFE-01). The OS's VMCS is current.
/*@ assigns arch::vmcs_data;
    ensures REQ_LIFE_01_unblocked: \result ==> !IsBlocked(arch::current_vmcs);
    ensures REQ_LIFE_01_nothing_else: \forall integer field; field != abi::VmcsField::GuestInterruptibility ==>
      Field(field) == Field{Pre}(field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool unblock_smis();

// The OS goes on without the monitor, with SMIs masked, and reads this status. Its VMCS is current.
/*@ requires \valid(&registers) && \separated(&registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, arch::vmcs_data;
    ensures REQ_LIFE_06_deactivates: \result ==> Field(abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
    ensures REQ_LIFE_06_masked: \result ==> IsBlocked(arch::current_vmcs);
    ensures REQ_LIFE_06_status: \result ==> registers.rax == status;
    ensures REQ_LIFE_06_nothing_else: \forall integer field; field != abi::VmcsField::GuestInterruptibility &&
      field != abi::VmcsField::EntryControls && field != abi::VmcsField::GuestRflags ==>
        Field(field) == Field{Pre}(field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool deactivate(arch::Registers& registers, abi::Status status);

} // namespace stm::smi
