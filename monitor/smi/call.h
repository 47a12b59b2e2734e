// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/processor.h"
#include "monitor/smi/address_limit.h"
#include "monitor/smi/local_apic.h"
#include "monitor/smi/main.h"
#include "monitor/smi/os_services.h"
#include "monitor/smi/services.h"

// A call of the OS about what all processors share, which monitor_exit has left to be served (arch::Next::Serve).
namespace stm::smi {

/*@
  logic integer PhaseOf{L}(State* s) = s->stage == Stage::Started ? api::Phase::Started : api::Phase::Initialized;

  // It is the call's time, and what it names is a page of the OS's for every processor.
  predicate IsInOrder{L}(integer phase, Policy* p, arch::Registers* r) = api::InOrder(phase, FunctionOf(r)) &&
    ApicInPlace && (LongMode || caller::Ecx(r) == 0) &&
    OsMayHave(p->layout_.tseg_first, p->layout_.tseg_last, kLeastLimit, api::PageOf(r));

  // Why such a call, if it brings a list, has this status.
  predicate AnswersList{L, M}(Policy* p, api::Desk* d, integer function, integer status) =
    status == abi::Status::Success || status == abi::Status::MalformedResourceList ||
    api::ListWasRefused{L, M}(p, d, api::GivesUp(function), status);
*/

// The OS goes on behind its call. The handler's map and what is known of the processor's contexts stay, as `assigns`
// says.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid(&common) && \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::port_data, &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidState(&pages.state) && Policy::Inv(&common.policy) && HasList(&common) && HasBooks(&common, &services);
    requires HasWindow(&common);
    requires processor.window % 0x1000 == 0 && arch::VmcsLaunched(arch::current_vmcs) && arch::NoneHeld;
    assigns processor.registers.rax, processor.registers.rdx, pages.window.entry[0], shared.turn, common.fresh,
      common.policy.protections_, services, arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data,
      arch::port_data, arch::lock_data;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_VMCS_01_goes_on: \result == arch::Next::Halt || Enters(\result);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_CALL_02_returned: \result != arch::Next::Halt ==> Returned{Pre, Post}(processor.registers.rax);
    ensures REQ_CALL_05_unknown: \result != arch::Next::Halt && !api::IsServed(FunctionOf{Pre}(&processor.registers)) ==>
      processor.registers.rax == abi::Status::InvalidApi;
    ensures REQ_LIFE_07_early: \result != arch::Next::Halt &&
      api::IsEarly(PhaseOf{Pre}(&pages.state), FunctionOf{Pre}(&processor.registers)) ==>
      processor.registers.rax == abi::Status::Unspecified;
    ensures REQ_CALL_06_apic: !ApicInPlace && \result != arch::Next::Halt ==>
      processor.registers.rax != abi::Status::Success;
    ensures REQ_POL_06_invariant: Policy::Inv(&common.policy);
    ensures REQ_CALL_07_books: ValidBooks(&services.books);
    ensures REQ_POL_03_effect: \result != arch::Next::Halt &&
      api::ChangesPolicy(FunctionOf{Pre}(&processor.registers), processor.registers.rax) ==>
      api::ListTookEffect{Pre, Post}(&common.policy, &services.desk,
        api::GivesUp(FunctionOf{Pre}(&processor.registers)));
    ensures REQ_RSC_03_reason: \result != arch::Next::Halt && api::BringsList(FunctionOf{Pre}(&processor.registers)) &&
      IsInOrder{Pre}(PhaseOf{Pre}(&pages.state), &common.policy, &processor.registers) ==>
      AnswersList{Pre, Post}(&common.policy, &services.desk, FunctionOf{Pre}(&processor.registers),
        processor.registers.rax);
    ensures REQ_RSC_05_found: \result != arch::Next::Halt && api::HandsOut(FunctionOf{Pre}(&processor.registers)) &&
      IsInOrder{Pre}(PhaseOf{Pre}(&pages.state), &common.policy, &processor.registers) ==>
      (processor.registers.rax == abi::Status::Success <==>
        resources::HasPage{Pre}(&common.list, api::Edx{Pre}(&processor.registers)));
    ensures REQ_POL_04_claims: api::SameClaims{Pre, Post}(&common.policy);
    ensures REQ_POL_05_refused: \result != arch::Next::Halt &&
      !api::ChangesPolicy(FunctionOf{Pre}(&processor.registers), processor.registers.rax) ==>
      api::SameProtections{Pre, Post}(&common.policy);
    ensures REQ_CALL_05_answered: \old(HasFields) && arch::HasField(abi::VmcsField::GuestCsAccessRights) ==>
      \result != arch::Next::Halt;
*/
[[nodiscard]] arch::Next monitor_call(boot::Processor& processor, Pages& pages, Shared& shared, Common& common,
                                      Services& services);

} // namespace stm::smi
