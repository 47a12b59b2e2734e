// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/os_call.h"

#include "monitor/api/database_facts.h"
#include "monitor/api/policy_facts.h"

namespace stm::api {

/*@ requires \valid_read(&registers) && \valid_read(&platform) && \valid(&policy) && \valid(&log) &&
      \valid(&database) && \valid(&desk) && \valid(&window);
    requires \separated(&registers, &platform, &policy, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && Policy::Inv(&policy) && log::EventLog::Inv(&log) &&
      domains::VmcsDatabase::Inv(&database);
    requires HasPage(function) && linear % 0x1000 == 0;
    assigns policy.protections_, log, database, desk, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures page: !NamesOsPage{Pre}(&registers, long_mode, &platform) ==>
      PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures edx: registers.rdx == \old(registers.rdx);
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
*/
[[nodiscard]] static abi::Status serve_with_page(arch::Registers const& registers, uint32_t function, bool long_mode,
                                                 Platform const& platform, Policy& policy, log::EventLog& log,
                                                 domains::VmcsDatabase& database, Desk& desk, arch::Window& window,
                                                 uint64_t linear) {
    uint64_t address = 0;
    auto const taken = take_page(registers, long_mode, platform, policy, log, database, desk, address, window, linear);
    //@ assert still: registers.rdx == \at(registers.rdx, Pre);
    if (taken != abi::Status::Success) return taken;
    /*@ assert apart: \separated(&registers.rdx, &window.entry[0]) && \separated(&registers.rdx, &desk) &&
          \separated(&registers.rdx, &log) && \separated(&registers.rdx, &policy) &&
          \separated(&registers.rdx, &database); */
    Platform const fixed = platform;
    auto const status = serve_page_call(function, address, fixed, policy, log, database, desk, window, linear);
    //@ assert edx: registers.rdx == \at(registers.rdx, Pre);
    return status;
}

/*@ requires \valid(&registers) && \valid_read(&platform) && \valid(&policy) && \valid_read(&list) && \valid(&log) &&
      \valid(&database) && \valid(&desk) && \valid(&window);
    requires \separated(&registers, &platform, &policy, &list, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && Policy::Inv(&policy) && log::EventLog::Inv(&log) &&
      domains::VmcsDatabase::Inv(&database) && resources::Padded(&list.word[0], list.bytes);
    requires linear % 0x1000 == 0;
    requires IsServed(function);
    assigns registers.rdx, policy.protections_, log, database, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures page: !NamesOsPage{Pre}(&registers, long_mode, &platform) ==>
      PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures edx: function != abi::Function::GetBiosResources || \result != abi::Status::Success ==>
      registers.rdx == \old(registers.rdx);
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
*/
[[nodiscard]] static abi::Status carry_out(arch::Registers& registers, uint32_t function, bool long_mode,
                                           Platform const& platform, Policy& policy, resources::BiosList const& list,
                                           log::EventLog& log, domains::VmcsDatabase& database, Desk& desk,
                                           arch::Window& window, uint64_t linear) {
    if (function == static_cast<uint32_t>(abi::Function::GetBiosResources))
        return hand_out_resources(registers, long_mode, platform, list, policy, log, database, desk, window, linear);
    auto const status =
        serve_with_page(registers, function, long_mode, platform, policy, log, database, desk, window, linear);
    return status;
}

/*@ requires \valid(&registers) && \valid_read(&platform) && \valid(&policy) && \valid_read(&list) && \valid(&log) &&
      \valid(&database) && \valid(&desk) && \valid(&window);
    requires \separated(&registers, &platform, &policy, &list, &log, &database, &desk, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidPlatform(&platform) && Policy::Inv(&policy) && log::EventLog::Inv(&log) &&
      domains::VmcsDatabase::Inv(&database) && resources::Padded(&list.word[0], list.bytes);
    requires linear % 0x1000 == 0;
    requires phase <= Phase::Started;
    assigns registers.rdx, policy.protections_, log, database, desk, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures unknown: !IsServed(function) ==> \result == abi::Status::InvalidApi;
    ensures stopped: IsServed(function) && phase == Phase::Off ==> \result == abi::Status::Stopped;
    ensures early: IsEarly(phase, function) ==> \result == abi::Status::Unspecified;
    ensures page: IsServed(function) && phase == Phase::Started &&
      !NamesOsPage{Pre}(&registers, long_mode, &platform) ==> PageStatus{Pre}(&registers, long_mode, &platform, \result);
    ensures edx: function != abi::Function::GetBiosResources || \result != abi::Status::Success ==>
      registers.rdx == \old(registers.rdx);
    ensures policy: Policy::Inv(&policy) && SameClaims{Pre, Post}(&policy);
    ensures refused: !ChangesPolicy(function, \result) ==> SameProtections{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures smram: SmramUntouched{Pre, Post}(&platform);
*/
[[nodiscard]] static abi::Status serve_in_order(arch::Registers& registers, uint32_t function, bool long_mode,
                                                Phase phase, Platform const& platform, Policy& policy,
                                                resources::BiosList const& list, log::EventLog& log,
                                                domains::VmcsDatabase& database, Desk& desk, arch::Window& window,
                                                uint64_t linear) {
    auto const ordered = order_status(phase, function);
    if (ordered != abi::Status::Success) return ordered;
    return carry_out(registers, function, long_mode, platform, policy, list, log, database, desk, window, linear);
}

/*@ requires \valid_read(&policy) && \valid(&log) && \valid_read(&database) && \valid(&desk) && \valid_read(&platform) &&
      \valid(&window);
    requires \separated(&policy, &log, &database, &desk, &platform, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&log) && domains::VmcsDatabase::Inv(&database);
    requires IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, desk.event, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures policy: SamePolicy{Pre, Post}(&policy);
    ensures log: log::EventLog::Inv(&log);
    ensures database: domains::VmcsDatabase::Inv(&database);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
static void note_beside(Policy const& policy, log::EventLog& log,
                        [[maybe_unused]] domains::VmcsDatabase const& database, Desk& desk, uint32_t function,
                        abi::Status status, Platform const& platform, arch::Window& window, uint64_t linear) {
    Platform const own = platform;
    note_status(policy, log, desk, function, status, own, window, linear);
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

abi::Status serve_os_call(arch::Registers& registers, uint32_t function, bool long_mode, Phase phase,
                          Platform const& platform, Policy& policy, resources::BiosList const& list, log::EventLog& log,
                          domains::VmcsDatabase& database, Desk& desk, arch::Window& window, uint64_t linear) {
    Platform const fixed = platform;
    auto const status = serve_in_order(registers, function, long_mode, phase, platform, policy, list, log, database,
                                       desk, window, linear);
    //@ ghost Served: ;
    note_beside(policy, log, database, desk, function, status, fixed, window, linear);
    //@ assert protections: SameProtections{Served, Here}(&policy);
    return status;
}

} // namespace stm::api
