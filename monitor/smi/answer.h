// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/arch/vmx.h"
#include "spec/abi/status.h"

#include <stdint.h>

// What the monitor does in the place of an instruction that exited. All of it is about the current VMCS, and false says
// that a VMX instruction failed.
namespace stm::smi {

inline constexpr uint64_t kOtherFlags = 0xfffffffffffff72a; // all but CF, PF, AF, ZF, SF, OF
inline constexpr uint64_t kShadows = 4; // blocking by STI and by MOV SS: less than this in the interruptibility

/*@
  // Of the current VMCS.
  logic integer Field{L}(integer field) = arch::VmcsValue{L}(arch::current_vmcs, field);

  // The processor has the fields that the monitor uses one by one, and a current VMCS: then no instruction fails.
  predicate HasFields = arch::current_vmcs != arch::kNoVmcs && arch::HasField(abi::VmcsField::ExitReason) &&
    arch::HasField(abi::VmcsField::ExitQualification) &&
    arch::HasField(abi::VmcsField::ExitInstructionLength) && arch::HasField(abi::VmcsField::EntryControls) &&
    arch::HasField(abi::VmcsField::EntryInterruptionInformation) &&
      arch::HasField(abi::VmcsField::EntryExceptionErrorCode) &&
    arch::HasField(abi::VmcsField::GuestRip) && arch::HasField(abi::VmcsField::GuestRflags) &&
    arch::HasField(abi::VmcsField::GuestInterruptibility) && arch::HasField(abi::VmcsField::GuestCr4);

  predicate SameFieldsHere{L, M} = \forall integer field; Field{L}(field) == Field{M}(field);

  // RIP behind the instruction, whose shadow is over (SDM vol. 3C 24.4.2).
  predicate Skipped{L, M} =
    Field{M}(abi::VmcsField::GuestRip) ==
      (Field{L}(abi::VmcsField::GuestRip) + Field{L}(abi::VmcsField::ExitInstructionLength)) % 0x10000000000000000 &&
    Field{M}(abi::VmcsField::GuestInterruptibility) ==
      Field{L}(abi::VmcsField::GuestInterruptibility) - Field{L}(abi::VmcsField::GuestInterruptibility) % kShadows;

  // The caller goes on behind its VMCALL, with the status in CF, too.
  predicate Returned{L, M}(integer status) = Skipped{L, M} && Field{M}(abi::VmcsField::GuestRflags) ==
    ((Field{L}(abi::VmcsField::GuestRflags) & kOtherFlags) | (status >= 0x80000000 ? 1 : 0));
*/

/*@ assigns \nothing;
    ensures REQ_VMCS_02_behind: \result == (rip + length) % 0x10000000000000000;
*/
[[nodiscard]] uint64_t behind(uint64_t rip, uint64_t length);

// The context goes on behind its instruction.
/*@ assigns arch::vmcs_data;
    ensures REQ_VMCS_02_skipped: \result ==> Skipped{Pre, Post};
    ensures REQ_VMCS_02_fields: \forall integer field;
      field != abi::VmcsField::GuestRip && field != abi::VmcsField::GuestInterruptibility ==>
        Field(field) == Field{Pre}(field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool skip_instruction();

// A call returns: EAX is the status, CF whether it is an error, and other flags are as after a VMX instruction that
// succeeds (SDM vol. 3C 30.2).
/*@ requires \valid(&registers);
    requires \separated(&registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, arch::vmcs_data;
    ensures REQ_CALL_02_status: registers.rax == status;
    ensures REQ_CALL_02_carry: \result ==> Field(abi::VmcsField::GuestRflags) ==
      ((Field{Pre}(abi::VmcsField::GuestRflags) & kOtherFlags) | (status >= 0x80000000 ? 1 : 0));
    ensures REQ_CALL_02_rest: \forall integer field; field != abi::VmcsField::GuestRflags ==>
      Field(field) == Field{Pre}(field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool return_status(arch::Registers& registers, abi::Status status);

// All of a call's end: the caller goes on behind it, with the status.
/*@ requires \valid(&registers);
    requires \separated(&registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, arch::vmcs_data;
    ensures REQ_CALL_02_status: \result ==> registers.rax == status;
    ensures REQ_CALL_02_returned: \result ==> Returned{Pre, Post}(status);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool answer_call(arch::Registers& registers, abi::Status status);

// An exception is delivered when the context goes on, at the instruction.
/*@ requires vector < 32;
    assigns arch::vmcs_data;
    ensures REQ_ROB_01_injected: \result ==> Field(abi::VmcsField::EntryInterruptionInformation) ==
      0x80000300 + (has_error_code ? 0x800 : 0) + vector;
    ensures REQ_ROB_01_error_code: \result ==> Field(abi::VmcsField::EntryExceptionErrorCode) == 0;
    ensures REQ_VMCS_02_fields: \forall integer field; field != abi::VmcsField::EntryInterruptionInformation &&
      field != abi::VmcsField::EntryExceptionErrorCode ==> Field(field) == Field{Pre}(field);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields ==> \result;
*/
[[nodiscard]] bool inject_fault(uint32_t vector, bool has_error_code);

} // namespace stm::smi
