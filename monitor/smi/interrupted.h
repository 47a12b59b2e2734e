// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/task_priority.h"
#include "monitor/exceptions/context.h"
#include "monitor/smi/answer.h"
#include "monitor/vmcs/registers.h"

// The SMI handler where a violation stopped it, as the processor and the current VMCS hold it.
namespace stm::smi {

/*@
  predicate HasExitFields = arch::HasField(abi::VmcsField::ExitInstructionInformation) &&
    arch::HasField(abi::VmcsField::ExitInstructionLength) && arch::HasField(abi::VmcsField::ExitQualification) &&
    arch::HasField(abi::VmcsField::GuestPhysicalAddress) && arch::current_vmcs != arch::kNoVmcs;

  predicate ShowsExit{L}(exceptions::Context* c) =
    c->instruction_information == Field(abi::VmcsField::ExitInstructionInformation) &&
    c->instruction_length == Field(abi::VmcsField::ExitInstructionLength) &&
    c->qualification == Field(abi::VmcsField::ExitQualification) &&
    c->guest_physical_address == Field(abi::VmcsField::GuestPhysicalAddress);

  // General registers, and the guest state.
  predicate IsThere{L}(exceptions::Context* c, arch::Registers* r) =
    vmcs::EqualRegisters{L, L}(&c->registers, r) && vmcs::HoldsGuest(arch::current_vmcs, &c->guest);
*/

/*@ requires \valid(&context) && \valid_read(&registers);
    requires \separated(&context, &registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns context;
    ensures REQ_EXC_09_there: \result ==> IsThere(&context, &registers);
    ensures REQ_EXC_09_control: context.cr2 == arch::current_cr2 && context.cr8 == arch::current_cr8;
    ensures REQ_EXC_09_exit: \result ==> ShowsExit(&context) && context.violation == violation;
    ensures REQ_VMCS_04_progress: vmcs::HasGuestState && HasExitFields ==> \result;
*/
[[nodiscard]] bool take_context(exceptions::Context& context, arch::Registers const& registers,
                                abi::Violation violation);

/*@ requires \valid_read(&context) && \valid(&registers);
    requires \separated(&context, &registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers, arch::vmcs_data, arch::current_cr2, arch::current_cr8;
    ensures REQ_EXC_10_there: \result ==> IsThere(&context, &registers);
    ensures REQ_EXC_10_control: arch::current_cr2 == context.cr2 && arch::current_cr8 == context.cr8 % 16;
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: vmcs::HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool put_context(exceptions::Context const& context, arch::Registers& registers);

} // namespace stm::smi
