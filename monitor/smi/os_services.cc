// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/os_services.h"

#include "monitor/api/database_facts.h"
#include "monitor/api/policy_facts.h"

namespace stm::smi {

/*@ requires \valid(&registers) && \valid(&turn) && \valid(&policy) && \valid_read(&list) && \valid(&books) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &turn, &policy, &list, &books, &desk, &window, &arch::lock_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires arch::NoneHeld && phase <= api::Phase::Started && linear % 0x1000 == 0;
    requires api::IsPlatform(platform) && Policy::Inv(&policy) && log::EventLog::Inv(&books.log) &&
      domains::VmcsDatabase::Inv(&books.database) && resources::Padded(&list.word[0], list.bytes);
    assigns registers.rdx, turn, policy.protections_, books, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1], arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures policy: Policy::Inv(&policy);
    ensures log: log::EventLog::Inv(&books.log);
    ensures database: domains::VmcsDatabase::Inv(&books.database);
    ensures unknown: !api::IsServed(function) ==> \result == abi::Status::InvalidApi;
    ensures stopped: api::IsServed(function) && phase == api::Phase::Off ==> \result == abi::Status::Stopped;
    ensures early: api::IsEarly(phase, function) ==> \result == abi::Status::Unspecified;
    ensures page: api::InOrder(phase, function) && !api::HasItsPage{Pre}(&registers, long_mode, platform) ==>
      api::RefusesPage{Pre}(&registers, long_mode, \result);
    ensures effect: api::ChangesPolicy(function, \result) ==>
      api::ListTookEffect{Pre, Post}(&policy, &desk, api::GivesUp(function));
    ensures reason: api::InOrder(phase, function) && api::BringsList(function) &&
      api::HasItsPage{Pre}(&registers, long_mode, platform) ==> \result == abi::Status::Success ||
      \result == abi::Status::MalformedResourceList ||
      api::ListWasRefused{Pre, Post}(&policy, &desk, api::GivesUp(function), \result);
    ensures count: api::InOrder(phase, function) && api::BringsList(function) &&
      api::HasItsPage{Pre}(&registers, long_mode, platform) ==> desk.list.list.count <= kMaxRequests;
    ensures claims: api::SameClaims{Pre, Post}(&policy);
    ensures refused: !api::ChangesPolicy(function, \result) ==> api::SameProtections{Pre, Post}(&policy);
    ensures found: api::InOrder(phase, function) && api::HandsOut(function) &&
      api::HasItsPage{Pre}(&registers, long_mode, platform) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, api::Edx{Pre}(&registers)));
    ensures edx: !api::HandsOut(function) || \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures smram: api::SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status serve_in_turn(arch::Registers& registers, uint32_t function, bool long_mode,
                                               api::Phase phase, arch::Lock& turn, api::Platform platform,
                                               Policy& policy, resources::BiosList const& list, api::Books& books,
                                               api::Desk& desk, arch::Window& window, uint64_t linear) {
    arch::acquire(turn);
    auto const status = api::serve_os_call(registers, function, long_mode, phase, platform, policy, list, books.log,
                                           books.database, desk, window, linear);
    arch::release(turn);
    return status;
}

// The OS goes on with the status. Nothing of what it is about changes any more.
/*@ requires \valid(&registers) && \valid_read(&policy) && \valid_read(&books) && \valid_read(&desk);
    requires \separated(&registers, &policy, &books, &desk, &arch::current_vmcs, &arch::vmcs_data);
    requires Policy::Inv(&policy) && log::EventLog::Inv(&books.log) && domains::VmcsDatabase::Inv(&books.database);
    assigns registers.rax, arch::vmcs_data;
    ensures status: \result ==> registers.rax == status;
    ensures returned: \result ==> Returned{Pre, Post}(status);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures policy: api::SamePolicy{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&books.log);
    ensures database: domains::VmcsDatabase::Inv(&books.database);
    ensures requests: resources::SameRequests{Pre, Post}(&desk.list.list.request[0], kMaxRequests);
    ensures count: desk.list.list.count == \old(desk.list.list.count);
    ensures everything: desk.list.list.everything <==> \old(desk.list.list.everything);
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool answer_beside(arch::Registers& registers, abi::Status status,
                                        [[maybe_unused]] Policy const& policy, [[maybe_unused]] api::Books const& books,
                                        [[maybe_unused]] api::Desk const& desk) {
    /*@ assert apart: \forall integer j; 0 <= j < kMaxRequests ==>
          \separated(&desk.list.list.request[j], &registers.rax); */
    bool const answered = answer_call(registers, status);
    //@ assert requests: resources::SameRequests{Pre, Here}(&desk.list.list.request[0], kMaxRequests);
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
    //@ assert entries: books.database.count_ == \at(books.database.count_, Pre);
    /*@ assert pointers: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          books.database.pointer_[k] == \at(books.database.pointer_[k], Pre); */
    //@ assert database: api::SameDatabase{Pre, Here}(&books.database);
    return answered;
}

bool serve_os(arch::Registers& registers, api::Phase phase, arch::Lock& turn, api::Platform platform, Policy& policy,
              resources::BiosList const& list, api::Books& books, api::Desk& desk, arch::Window& window,
              uint64_t linear) {
    auto const rights = arch::vmread(abi::VmcsField::GuestCsAccessRights);
    if (rights.result != arch::VmxResult::Succeed) return false;
    auto const function = function_of(registers);
    bool const long_mode = rights.value / abi::access_rights::kLong % 2 == 1;
    auto const status =
        serve_in_turn(registers, function, long_mode, phase, turn, platform, policy, list, books, desk, window, linear);
    //@ ghost Served: ;
    //@ assert count: api::ChangesPolicy(function, status) ==> desk.list.list.count <= kMaxRequests;
    bool const answered = answer_beside(registers, status, policy, books, desk);
    /*@ assert named: desk.list.list.count <= kMaxRequests ==>
          resources::SameRequests{Served, Here}(&desk.list.list.request[0], desk.list.list.count); */
    //@ assert protections: api::SameProtections{Served, Here}(&policy);
    /*@ assert too: api::ChangesPolicy(function, status) && api::GivesUp(function) == 0 ==>
          api::ProtectsToo{Pre, Here}(&policy, &desk.list.list.request[0], desk.list.list.count); */
    /*@ assert but: api::ChangesPolicy(function, status) && api::GivesUp(function) == 1 &&
          !desk.list.list.everything ==>
          api::ProtectsBut{Pre, Here}(&policy, &desk.list.list.request[0], desk.list.list.count); */
    return answered;
}

} // namespace stm::smi
