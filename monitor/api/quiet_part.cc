// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/quiet_part.h"

#include "monitor/api/database_facts.h"
#include "monitor/api/policy_facts.h"

namespace stm::api {

/*@ requires \valid(&registers) && \valid_read(&list) && \valid(&desk) && \valid(&address) && \valid(&window);
    requires \separated(&registers, &list, &desk, &address, &window,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && resources::Padded(&list.word[0], list.bytes) && linear % 0x1000 == 0;
    assigns registers.rdx, desk.page, address, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures refused: !HasItsPage{Pre}(&registers, long_mode, platform) ==>
      RefusesPage{Pre}(&registers, long_mode, \result);
    ensures taken: HasItsPage{Pre}(&registers, long_mode, platform) && !HandsOut(function) ==>
      \result == abi::Status::Success && IsPageOfOs(platform, address);
    ensures found: HasItsPage{Pre}(&registers, long_mode, platform) && HandsOut(function) ==>
      (\result == abi::Status::Success <==> resources::HasPage{Pre}(&list, Edx{Pre}(&registers)));
    ensures last: HasItsPage{Pre}(&registers, long_mode, platform) && HandsOut(function) &&
      !resources::HasPage{Pre}(&list, Edx{Pre}(&registers)) ==> \result == abi::Status::PageNotFound;
    ensures next: HasItsPage{Pre}(&registers, long_mode, platform) && HandsOut(function) &&
      \result == abi::Status::Success ==> IsNext{Pre}(&list, Edx{Pre}(&registers), \at(registers.rdx, Post));
    ensures edx: !HandsOut(function) || \result != abi::Status::Success ==> registers.rdx == \old(registers.rdx);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
[[nodiscard]] static abi::Status serve_quietly(arch::Registers& registers, uint32_t function, bool long_mode,
                                               Platform platform, resources::BiosList const& list, Desk& desk,
                                               uint64_t& address, arch::Window& window, uint64_t linear) {
    if (function != static_cast<uint32_t>(abi::Function::GetBiosResources))
        return read_os_parameters(registers, long_mode, platform, desk.page, address, window, linear);
    auto const found = find_os_page(registers, long_mode, platform, address);
    if (found != abi::Status::Success) return found;
    return get_bios_resources(registers, platform, list, address, desk.page, window, linear);
}

abi::Status quiet_part(arch::Registers& registers, uint32_t function, bool long_mode, Platform platform,
                       resources::BiosList const& list, [[maybe_unused]] Policy const& policy,
                       [[maybe_unused]] log::EventLog const& log,
                       [[maybe_unused]] domains::VmcsDatabase const& database, Desk& desk, uint64_t& address,
                       arch::Window& window, uint64_t linear) {
    auto const status = serve_quietly(registers, function, long_mode, platform, list, desk, address, window, linear);
    /*@ assert state: log.state_ == \at(log.state_, Pre) && log.enabled_ == \at(log.enabled_, Pre); */
    //@ assert serial: log.ring_.serial_ == \at(log.ring_.serial_, Pre);
    //@ assert next: log.ring_.next_ == \at(log.ring_.next_, Pre);
    //@ assert wrapped: log.ring_.wrapped_ == \at(log.ring_.wrapped_, Pre);
    //@ assert slots: log.ring_.count_ == \at(log.ring_.count_, Pre);
    /*@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==>
          log.ring_.page_[k] == \at(log.ring_.page_[k], Pre); */
    //@ assert log: log::EventLog::Same{Pre, Here}(&log);
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
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.first_[k] == \at(policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.claims_.last_[k] == \at(policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.first_[k] == \at(policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          policy.protections_.last_[k] == \at(policy.protections_.last_[k], Pre); */
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert policy: Policy::Same{Pre, Here}(&policy);
    return status;
}

} // namespace stm::api
