// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/move_in.h"

#include "monitor/paging/policy_same.h"
#include "monitor/smi/arrival.h"
#include "monitor/vmcs/pointer.h"

namespace stm::smi {

constexpr uint64_t kEndOfMemory = 0x10000000000000; // the processor has refused pointers beyond its own

// The first page behind the last processor's area.
/*@ requires \valid_read(&processor) && ValidProcessor(&processor);
    assigns \nothing;
    ensures \result == processor.place.area + (boot::kProcessors - processor.index) * boot::area::kPages;
    ensures processor.place.base < \result <= 0x200000;
*/
[[nodiscard]] static uint64_t end_of_monitor(boot::Processor const& processor) {
    return processor.place.area + (boot::kProcessors - processor.index) * boot::area::kPages;
}

// Why the monitor cannot become active here. The OS's VMCS is current.
/*@ requires \valid(&platform) && \valid_read(&processor) && \separated(&platform, &processor);
    requires ValidProcessor(&processor);
    assigns platform;
    ensures status: \result == abi::Status::Success || \result >= 0x80000000;
    ensures REQ_LIFE_12_fits: \result == abi::Status::Success ==> ValidLayout(&platform.layout) &&
      HasControls(&platform);
    ensures REQ_VMCS_05_foreign: \result == abi::Status::Success ==>
      !(0x1000 * platform.layout.tseg_first < arch::current_vmcs + 0x1000 &&
        arch::current_vmcs < 0x1000 * (platform.layout.tseg_last + 1));
*/
[[nodiscard]] static abi::Status hindrance(Platform& platform, boot::Processor const& processor) {
    bool const supported = read_platform(platform, processor.place.base, end_of_monitor(processor));
    if (!supported) return abi::Status::Unspecified;
    vmcs::Smram const smram = {.base = platform.layout.tseg_first * boot::kPageSize,
                               .size = (platform.layout.tseg_last + 1 - platform.layout.tseg_first) * boot::kPageSize};
    bool const foreign = vmcs::foreign(smram, kEndOfMemory, arch::vmptrst());
    return foreign ? abi::Status::Success : abi::Status::SecurityViolation;
}

// All of it but that what is known in common stays.
/*@ requires \valid(&pages) && \valid(&platform) && \valid_read(&processor);
    requires \separated(&pages, &platform, &processor, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidProcessor(&processor) && regions % 0x1000 == 0 && regions < 2 * boot::kEndOfMseg;
    requires arch::current_vmcs != regions && arch::current_vmcs != regions + 0x1000;
    assigns pages, platform, arch::current_vmcs, arch::vmcs_data;
    ensures os: \result.taken ==> OsRuns(&pages.state);
    ensures hindrance: \result.hindrance == abi::Status::Success || \result.hindrance >= 0x80000000;
*/
[[nodiscard]] static Arrival move_in(Pages& pages, Platform& platform, boot::Processor const& processor,
                                     uint64_t regions) {
    auto const hindered = hindrance(platform, processor);
    bool const taken = take_over(pages.state, pages.start.guest, pages.os, pages.handler, processor, platform, regions,
                                 regions + boot::kPageSize);
    return {.taken = taken, .hindrance = hindered};
}

Arrival arrive(Pages& pages, Platform& platform, [[maybe_unused]] Shared const& shared,
               [[maybe_unused]] Common const& common, boot::Processor const& processor, uint64_t regions) {
    Arrival const arrived = move_in(pages, platform, processor, regions);
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.claims_.first_[k] == \at(common.policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.claims_.last_[k] == \at(common.policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.protections_.first_[k] == \at(common.policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.protections_.last_[k] == \at(common.policy.protections_.last_[k], Pre); */
    //@ assert counts: common.policy.claims_.count_ == \at(common.policy.claims_.count_, Pre);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&common.policy.claims_);
    //@ assert protected: common.policy.protections_.count_ == \at(common.policy.protections_.count_, Pre);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&common.policy.protections_);
    //@ assert tseg: common.policy.layout_.tseg_first == \at(common.policy.layout_.tseg_first, Pre);
    //@ assert mseg: common.policy.layout_.mseg_first == \at(common.policy.layout_.mseg_first, Pre);
    //@ assert end: common.policy.layout_.tseg_last == \at(common.policy.layout_.tseg_last, Pre);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&common.policy);
    //@ assert sealed: common.policy.sealed_ == \at(common.policy.sealed_, Pre);
    //@ assert same: Policy::Same{Pre, Here}(&common.policy);
    /*@ assert words: \forall integer i; 0 <= i < resources::kMostListBytes / 8 ==>
          common.list.word[i] == \at(common.list.word[i], Pre); */
    //@ assert list: SameList{Pre, Here}(&common);
    //@ assert first_page: common.ecam.first_page == \at(common.ecam.first_page, Pre);
    //@ assert buses: common.ecam.buses == \at(common.ecam.buses, Pre);
    return arrived;
}

} // namespace stm::smi
