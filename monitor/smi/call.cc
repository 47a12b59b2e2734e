// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/call.h"

#include "monitor/api/policy_facts.h"
#include "monitor/smi/os_memory.h"
#include "monitor/smi/stop.h"

namespace stm::smi {

/*@
  // Nothing was protected or given up before the call was served.
  lemma took_effect_since{K, L, M}: \forall Policy* p, api::Desk* d, integer unprotect; api::SameProtections{K, L}(p) &&
    api::ListTookEffect{L, M}(p, d, unprotect) ==> api::ListTookEffect{K, M}(p, d, unprotect);
  lemma answers_since{K, L, M}: \forall Policy* p, api::Desk* d, integer function, status;
    \at(p->protections_.count_, K) == \at(p->protections_.count_, L) &&
    AnswersList{L, M}(p, d, function, status) ==> AnswersList{K, M}(p, d, function, status);
*/

/*@ requires \valid(&turn) && \valid(&fresh) && \valid(&books);
    requires \separated(&turn, &fresh, &books, &arch::lock_data) && arch::NoneHeld;
    requires !fresh ==> ValidBooks(&books);
    assigns turn, fresh, books, arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures open: ValidBooks(&books) && !fresh;
    ensures REQ_LIFE_09_blank: \old(fresh) ==> BlankBooks(&books);
    ensures REQ_CALL_07_kept: !\old(fresh) ==> SameBooks{Pre, Post}(&books);
*/
static void open_books(arch::Lock& turn, bool& fresh, api::Books& books) {
    arch::acquire(turn);
    if (fresh) {
        books.log.reset();
        books.database.clear();
        fresh = false;
    }
    arch::release(turn);
}

/*@ requires \valid_read(&state) && ValidState(&state);
    assigns \nothing;
    ensures REQ_LIFE_07_phase: \result == PhaseOf(&state);
*/
[[nodiscard]] static api::Phase phase_of(State const& state) {
    return state.stage == Stage::Started ? api::Phase::Started : api::Phase::Initialized;
}

// Nothing happens meanwhile to what calls are judged by.
/*@ requires \valid(&turn) && \valid(&fresh) && \valid(&books) && \valid_read(&policy) && \valid_read(&list);
    requires \separated(&turn, &fresh, &books, &policy, &list, &arch::lock_data) && arch::NoneHeld;
    requires !fresh ==> ValidBooks(&books);
    requires Policy::Inv(&policy) && resources::Padded(&list.word[0], list.bytes);
    assigns turn, fresh, books, arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures open: ValidBooks(&books) && !fresh;
    ensures policy: Policy::Inv(&policy) && api::SamePolicy{Pre, Post}(&policy);
    ensures layout: Policy::SameLayout{Pre, Post}(&policy);
    ensures room: policy.protections_.count_ == \old(policy.protections_.count_);
    ensures list: resources::Padded(&list.word[0], list.bytes) && list.bytes == \old(list.bytes);
*/
static void open_beside(arch::Lock& turn, bool& fresh, api::Books& books, [[maybe_unused]] Policy const& policy,
                        [[maybe_unused]] resources::BiosList const& list) {
    open_books(turn, fresh, books);
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.first_[k] == \at(policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.last_[k] == \at(policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.first_[k] == \at(policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.last_[k] == \at(policy.protections_.last_[k], Pre); */
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
    /*@ assert words: \forall integer i; 0 <= i < resources::kMostListBytes / 8 ==>
          list.word[i] == \at(list.word[i], Pre); */
    //@ assert bytes: list.bytes == \at(list.bytes, Pre);
}

// By what this processor and the policy say of memory.
/*@ requires \valid(&registers) && \valid(&turn) && \valid(&policy) && \valid_read(&list) && \valid(&books) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &turn, &policy, &list, &books, &desk, &window, &arch::current_vmcs,
      &arch::vmcs_data, &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires arch::NoneHeld && phase <= api::Phase::Started && linear % 0x1000 == 0;
    requires Policy::Inv(&policy) && ValidBooks(&books) && resources::Padded(&list.word[0], list.bytes);
    requires \valid_read(&ecam) && resources::ValidEcam(ecam);
    assigns registers.rax, registers.rdx, turn, policy.protections_, books, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures policy: Policy::Inv(&policy);
    ensures books: ValidBooks(&books);
    ensures unknown: \result && !api::IsServed(FunctionOf{Pre}(&registers)) ==>
      registers.rax == abi::Status::InvalidApi;
    ensures early: \result && api::IsEarly(phase, FunctionOf{Pre}(&registers)) ==>
      registers.rax == abi::Status::Unspecified;
    ensures apic: \result && !ApicInPlace{Pre} && phase != api::Phase::Off ==> registers.rax != abi::Status::Success;
    ensures effect: \result && api::ChangesPolicy(FunctionOf{Pre}(&registers), registers.rax) ==>
      api::ListTookEffect{Pre, Post}(&policy, &desk, api::GivesUp(FunctionOf{Pre}(&registers)));
    ensures reason: \result && api::BringsList(FunctionOf{Pre}(&registers)) &&
      IsInOrder{Pre}(phase, &policy, &registers) ==>
      AnswersList{Pre, Post}(&policy, &desk, FunctionOf{Pre}(&registers), registers.rax);
    ensures found: \result && api::HandsOut(FunctionOf{Pre}(&registers)) &&
      IsInOrder{Pre}(phase, &policy, &registers) ==>
      (registers.rax == abi::Status::Success <==> resources::HasPage{Pre}(&list, api::Edx{Pre}(&registers)));
    ensures claims: api::SameClaims{Pre, Post}(&policy);
    ensures refused: \result && !api::ChangesPolicy(FunctionOf{Pre}(&registers), registers.rax) ==>
      api::SameProtections{Pre, Post}(&policy);
    ensures returned: \result ==> Returned{Pre, Post}(registers.rax);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields && arch::HasField(abi::VmcsField::GuestCsAccessRights) ==> \result;
*/
[[nodiscard]] static bool serve_here(arch::Registers& registers, api::Phase phase, arch::Lock& turn,
                                     resources::Ecam const& ecam, Policy& policy, resources::BiosList const& list,
                                     api::Books& books, api::Desk& desk, arch::Window& window, uint64_t linear) {
    auto const platform = os_memory(policy, ecam);
    bool const answered = serve_os(registers, phase, turn, platform, policy, list, books, desk, window, linear);
    //@ assert somewhere: 0 <= \at(registers.rbx, Pre) && 0 <= \at(registers.rcx, Pre);
    //@ assert nowhere: platform.limit == 0 ==> !CallerHasItsPage{Pre}(&registers, platform);
    /*@ assert refused: answered && platform.limit == 0 && api::InOrder(phase, FunctionOf{Pre}(&registers)) ==>
          CallerIsRefusedPage{Pre}(&registers, registers.rax); */
    /*@ assert page: IsInOrder{Pre}(phase, &policy, &registers) ==> CallerHasItsPage{Pre}(&registers, platform); */
    return answered;
}

arch::Next monitor_call(boot::Processor& processor, Pages& pages, Shared& shared, Common& common, Services& services) {
    auto const phase = phase_of(pages.state);
    open_beside(shared.turn, common.fresh, services.books, common.policy, common.list);
    //@ assert function: FunctionOf(&processor.registers) == FunctionOf{Pre}(&processor.registers);
    //@ assert page: api::PageOf(&processor.registers) == api::PageOf{Pre}(&processor.registers);
    //@ assert ecx: caller::Ecx(&processor.registers) == caller::Ecx{Pre}(&processor.registers);
    //@ assert edx: api::Edx(&processor.registers) == api::Edx{Pre}(&processor.registers);
    /*@ assert in_order: IsInOrder(phase, &common.policy, &processor.registers) <==>
          IsInOrder{Pre}(phase, &common.policy, &processor.registers); */
    //@ assert count: common.policy.protections_.count_ == \at(common.policy.protections_.count_, Pre);
    bool const answered = serve_here(processor.registers, phase, shared.turn, common.ecam, common.policy, common.list,
                                     services.books, services.desk, pages.window, processor.window);
    /*@ assert reason: answered && api::BringsList(FunctionOf{Pre}(&processor.registers)) &&
          IsInOrder{Pre}(phase, &common.policy, &processor.registers) ==>
          AnswersList{Pre, Here}(&common.policy, &services.desk, FunctionOf{Pre}(&processor.registers),
            processor.registers.rax); */
    /*@ assert effect: answered &&
          api::ChangesPolicy(FunctionOf{Pre}(&processor.registers), processor.registers.rax) ==>
          api::ListTookEffect{Pre, Here}(&common.policy, &services.desk,
            api::GivesUp(FunctionOf{Pre}(&processor.registers))); */
    if (!answered) return stop_machine(processor.index);
    return arch::Next::Resume;
}

} // namespace stm::smi
