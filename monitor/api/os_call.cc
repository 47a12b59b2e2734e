// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/os_call.h"

#include "monitor/api/database_facts.h"
#include "monitor/api/policy_facts.h"

namespace stm::api {

/*@ requires \valid_read(&registers) && \valid(&policy) && \valid(&log) && \valid(&database) && \valid(&desk) &&
      \valid(&window);
    requires \separated(&registers, &policy, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires HasPage(function) && IsPlatform(platform) && IsPageOfOs(platform, address) && linear % 0x1000 == 0;
    assigns policy.protections_, log, database, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures reason: BringsList(function) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures count: BringsList(function) ==> desk.list.list.count <= kMaxRequests;
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures edx: registers.rdx == \old(registers.rdx);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status serve_beside(uint32_t function, uint64_t address,
                                              [[maybe_unused]] arch::Registers const& registers, Platform platform,
                                              Policy& policy, log::EventLog& log, domains::VmcsDatabase& database,
                                              Desk& desk, arch::Window& window, uint64_t linear) {
    /*@ assert apart: \separated(&registers.rdx, &window.entry[0]) && \separated(&registers.rdx, &desk) &&
          \separated(&registers.rdx, &log) && \separated(&registers.rdx, &policy) &&
          \separated(&registers.rdx, &database); */
    auto const status = serve_page_call(function, address, platform, policy, log, database, desk, window, linear);
    //@ assert edx: registers.rdx == \at(registers.rdx, Pre);
    return status;
}

/*@ requires \valid(&registers) && \valid(&policy) && \valid_read(&list) && \valid(&log) && \valid(&database) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &policy, &list, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsServed(function);
    requires IsPlatform(platform) && Policy::Inv(&policy) && log::EventLog::Inv(&log) &&
      domains::VmcsDatabase::Inv(&database) && resources::Padded(&list.word[0], list.bytes);
    requires linear % 0x1000 == 0;
    assigns registers.rdx, policy.protections_, log, database, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures page: !HasItsPage{Pre}(&registers, long_mode, platform) ==>
      RefusesPage{Pre}(&registers, long_mode, \result);
    ensures effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures reason: BringsList(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures found: HandsOut(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers)));
    ensures edx: !HandsOut(function) || \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures count: BringsList(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==> desk.list.list.count <= kMaxRequests;
*/
[[nodiscard]] static abi::Status carry_out(arch::Registers& registers, uint32_t function, bool long_mode,
                                           Platform platform, Policy& policy, resources::BiosList const& list,
                                           log::EventLog& log, domains::VmcsDatabase& database, Desk& desk,
                                           arch::Window& window, uint64_t linear) {
    uint64_t address = 0;
    auto const begun = quiet_part(registers, function, long_mode, platform, list, policy, log, database, desk, address,
                                  window, linear);
    //@ ghost Begun: ;
    if (begun != abi::Status::Success || function == static_cast<uint32_t>(abi::Function::GetBiosResources))
        return begun;
    auto const status =
        serve_beside(function, address, registers, platform, policy, log, database, desk, window, linear);
    return status;
}

/*@ requires \valid(&registers) && \valid(&policy) && \valid_read(&list) && \valid(&log) && \valid(&database) &&
      \valid(&desk) && \valid(&window);
    requires \separated(&registers, &policy, &list, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && Policy::Inv(&policy) && log::EventLog::Inv(&log) &&
      domains::VmcsDatabase::Inv(&database) && resources::Padded(&list.word[0], list.bytes);
    requires phase <= Phase::Started && linear % 0x1000 == 0;
    assigns registers.rdx, policy.protections_, log, database, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures invariant: Policy::Inv(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures unknown: !IsServed(function) ==> \result == abi::Status::InvalidApi;
    ensures stopped: IsServed(function) && phase == Phase::Off ==> \result == abi::Status::Stopped;
    ensures early: IsEarly(phase, function) ==> \result == abi::Status::Unspecified;
    ensures page: InOrder(phase, function) && !HasItsPage{Pre}(&registers, long_mode, platform) ==>
      RefusesPage{Pre}(&registers, long_mode, \result);
    ensures effect: ChangesPolicy(function, \result) ==>
      ListTookEffect{Pre, Post}(&policy, &desk, GivesUp(function));
    ensures reason: InOrder(phase, function) && BringsList(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==>
      \result == abi::Status::Success || \result == abi::Status::MalformedResourceList ||
      ListWasRefused{Pre, Post}(&policy, &desk, GivesUp(function), \result);
    ensures claims: SameClaims{Pre, Post}(&policy);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures found: InOrder(phase, function) && HandsOut(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers)));
    ensures edx: !HandsOut(function) || \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures count: InOrder(phase, function) && BringsList(function) && HasItsPage{Pre}(&registers, long_mode, platform) ==> desk.list.list.count <= kMaxRequests;
*/
[[nodiscard]] static abi::Status serve_in_order(arch::Registers& registers, uint32_t function, bool long_mode,
                                                Phase phase, Platform platform, Policy& policy,
                                                resources::BiosList const& list, log::EventLog& log,
                                                domains::VmcsDatabase& database, Desk& desk, arch::Window& window,
                                                uint64_t linear) {
    auto const ordered = order_status(phase, function);
    if (ordered != abi::Status::Success) return ordered;
    return carry_out(registers, function, long_mode, platform, policy, list, log, database, desk, window, linear);
}

// The event that the status is. The list at the desk stays.
/*@ requires \valid_read(&policy) && \valid(&log) && \valid_read(&database) && \valid(&desk) && \valid(&window);
    requires \separated(&policy, &log, &database, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, desk.event, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures policy: SamePolicy{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures requests: resources::SameRequests{Pre, Post}(&desk.list.list.request[0], kMaxRequests);
    ensures count: desk.list.list.count == \old(desk.list.list.count);
    ensures everything: desk.list.list.everything <==> \old(desk.list.list.everything);
*/
static void note_beside(Policy const& policy, log::EventLog& log,
                        [[maybe_unused]] domains::VmcsDatabase const& database, Desk& desk, uint32_t function,
                        abi::Status status, Platform platform, arch::Window& window, uint64_t linear) {
    /*@ assert apart: \forall integer j; 0 <= j < kMaxRequests ==>
          \separated(&desk.list.list.request[j], &desk.event) &&
          \separated(&desk.list.list.request[j], &window.entry[0]) && \separated(&desk.list.list.request[j], &log); */
    note_status(policy, log, desk, function, status, platform, window, linear);
    //@ assert requests: resources::SameRequests{Pre, Here}(&desk.list.list.request[0], kMaxRequests);
    //@ assert count: database.count_ == \at(database.count_, Pre);
    /*@ assert pointers: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.pointer_[k] == \at(database.pointer_[k], Pre); */
    /*@ assert types: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.domain_[k].type == \at(database.domain_[k].type, Pre); */
    /*@ assert states: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.domain_[k].xstate == \at(database.domain_[k].xstate, Pre); */
    /*@ assert degradations: \forall integer k; 0 <= k < domains::kVmcsCapacity ==>
          database.domain_[k].degradation == \at(database.domain_[k].degradation, Pre); */
    //@ assert database: SameDatabase{Pre, Here}(&database);
}

abi::Status serve_os_call(arch::Registers& registers, uint32_t function, bool long_mode, Phase phase, Platform platform,
                          Policy& policy, resources::BiosList const& list, log::EventLog& log,
                          domains::VmcsDatabase& database, Desk& desk, arch::Window& window, uint64_t linear) {
    auto const status = serve_in_order(registers, function, long_mode, phase, platform, policy, list, log, database,
                                       desk, window, linear);
    //@ ghost Served: ;
    note_beside(policy, log, database, desk, function, status, platform, window, linear);
    /*@ assert named: desk.list.list.count <= kMaxRequests ==>
          resources::SameRequests{Served, Here}(&desk.list.list.request[0], desk.list.list.count); */
    //@ assert edx: registers.rdx == \at(registers.rdx, Served);
    //@ assert protections: SameProtections{Served, Here}(&policy);
    /*@ assert too: ChangesPolicy(function, status) && GivesUp(function) == 0 ==>
          ProtectsToo{Pre, Here}(&policy, &desk.list.list.request[0], desk.list.list.count); */
    /*@ assert but: ChangesPolicy(function, status) && GivesUp(function) == 1 && !desk.list.list.everything ==>
          ProtectsBut{Pre, Here}(&policy, &desk.list.list.request[0], desk.list.list.count); */
    return status;
}

} // namespace stm::api
