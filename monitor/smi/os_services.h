// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/os_call.h"
#include "monitor/arch/lock.h"
#include "monitor/smi/answer.h"
#include "monitor/smi/functions.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

// Calls of the OS about what all processors share, from the exit to the status, one processor at a time.
namespace stm::smi {

/*@
  // The caller's code is 64-bit code (SDM vol. 3A 3.4.5).
  predicate LongMode{L} = Field{L}(abi::VmcsField::GuestCsAccessRights) / abi::access_rights::kLong % 2 == 1;

  predicate CallerHasItsPage{L}(arch::Registers* r, api::Platform p) =
    LongMode{L} ? api::HasItsPage{L}(r, 1, p) : api::HasItsPage{L}(r, 0, p);

  predicate CallerIsRefusedPage{L}(arch::Registers* r, integer status) =
    LongMode{L} ? api::RefusesPage{L}(r, 1, status) : api::RefusesPage{L}(r, 0, status);
*/

// False: a VMX instruction failed. Where the status is an error, nothing is protected that was not, nor given up.
/*@ requires \valid(&registers) && \valid(&turn) && \valid(&policy) && \valid_read(&list) && \valid(&books) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &turn, &policy, &list, &books, &desk, &window, &arch::current_vmcs,
      &arch::vmcs_data, &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires arch::NoneHeld && phase <= api::Phase::Started && linear % 0x1000 == 0;
    requires api::IsPlatform(platform) && Policy::Inv(&policy) && log::EventLog::Inv(&books.log) &&
      domains::VmcsDatabase::Inv(&books.database) && resources::Padded(&list.word[0], list.bytes);
    assigns registers.rax, registers.rdx, turn, policy.protections_, books, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::lock_data;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_POL_06_invariant: Policy::Inv(&policy);
    ensures REQ_CALL_07_invariant: log::EventLog::Inv(&books.log);
    ensures REQ_DOM_02_invariant: domains::VmcsDatabase::Inv(&books.database);
    ensures REQ_CALL_05_unknown: \result && !api::IsServed(FunctionOf{Pre}(&registers)) ==>
      registers.rax == abi::Status::InvalidApi;
    ensures REQ_LIFE_06_stopped: \result && api::IsServed(FunctionOf{Pre}(&registers)) && phase == api::Phase::Off ==>
      registers.rax == abi::Status::Stopped;
    ensures REQ_LIFE_07_early: \result && api::IsEarly(phase, FunctionOf{Pre}(&registers)) ==>
      registers.rax == abi::Status::Unspecified;
    ensures REQ_CALL_06_page: \result && api::InOrder(phase, FunctionOf{Pre}(&registers)) &&
      !CallerHasItsPage{Pre}(&registers, platform) ==> CallerIsRefusedPage{Pre}(&registers, registers.rax);
    ensures REQ_POL_03_effect: \result && api::ChangesPolicy(FunctionOf{Pre}(&registers), registers.rax) ==>
      api::ListTookEffect{Pre, Post}(&policy, &desk, api::GivesUp(FunctionOf{Pre}(&registers)));
    ensures REQ_RSC_03_reason: \result && api::InOrder(phase, FunctionOf{Pre}(&registers)) &&
      api::BringsList(FunctionOf{Pre}(&registers)) && CallerHasItsPage{Pre}(&registers, platform) ==>
      registers.rax == abi::Status::Success || registers.rax == abi::Status::MalformedResourceList ||
      api::ListWasRefused{Pre, Post}(&policy, &desk, api::GivesUp(FunctionOf{Pre}(&registers)), registers.rax);
    ensures REQ_POL_04_claims: api::SameClaims{Pre, Post}(&policy);
    ensures REQ_POL_05_refused: \result && !api::ChangesPolicy(FunctionOf{Pre}(&registers), registers.rax) ==>
      api::SameProtections{Pre, Post}(&policy);
    ensures REQ_RSC_05_found: \result && api::InOrder(phase, FunctionOf{Pre}(&registers)) &&
      api::HandsOut(FunctionOf{Pre}(&registers)) && CallerHasItsPage{Pre}(&registers, platform) ==>
      (registers.rax == abi::Status::Success <==> resources::HasPage{Pre}(&list, api::Edx{Pre}(&registers)));
    ensures REQ_CALL_02_edx: \result && (!api::HandsOut(FunctionOf{Pre}(&registers)) ||
      registers.rax != abi::Status::Success) ==> registers.rdx == \old(registers.rdx);
    ensures REQ_CALL_02_returned: \result ==> Returned{Pre, Post}(registers.rax);
    ensures REQ_CALL_06_smram: api::SmramKept{Pre, Post}(platform);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: HasFields && arch::HasField(abi::VmcsField::GuestCsAccessRights) ==> \result;
*/
[[nodiscard]] bool serve_os(arch::Registers& registers, api::Phase phase, arch::Lock& turn, api::Platform platform,
                            Policy& policy, resources::BiosList const& list, api::Books& books, api::Desk& desk,
                            arch::Window& window, uint64_t linear);

} // namespace stm::smi
