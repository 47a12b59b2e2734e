// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/confine.h"

#include "monitor/paging/policy_same.h"

namespace stm::smi {

/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures \result <==> ValidLayout(&layout);
*/
[[nodiscard]] static bool valid(Layout const& layout) {
    return layout.tseg_first <= layout.mseg_first && layout.mseg_first <= layout.tseg_last &&
           layout.tseg_last <= kLastPage;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&common) && \valid_read(&platform);
    requires \separated(&processor, &pages, &common, &platform, &arch::current_vmcs, &arch::vmcs_data,
      &arch::ept_cache);
    requires OsRuns(&pages.state) && (first || (Policy::Inv(&common.policy) && HasFacts(&common)));
    assigns processor.registers, pages, arch::current_vmcs, arch::vmcs_data, arch::ept_cache;
    ensures usable: Usable(\result, &pages.state);
    ensures stage: \result.status == abi::Status::Success ==> pages.state.stage == Stage::Initialized;
    ensures placed: \result.status == abi::Status::Success ==> WellPlaced(&processor) && ValidLayout(&platform.layout);
    ensures confined: \result.status == abi::Status::Success ==> IsConfined(&processor, &pages, &platform);
    ensures empty: \result.status == abi::Status::Success ==> IsEmptyMap(&pages.map, MapOf(&processor));
    ensures policy: first || (Policy::Inv(&common.policy) && HasFacts(&common));
    ensures fresh: common.fresh <==> \old(common.fresh);
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unspecified;
    ensures progress: \old(Works(&pages.state)) && CanConfine ==> \result.usable;
*/
[[nodiscard]] static Beginning confine_here(boot::Processor& processor, Pages& pages,
                                            [[maybe_unused]] Common const& common, Platform const& platform,
                                            [[maybe_unused]] bool first) {
    bool const placed = well_placed(processor) && valid(platform.layout);
    if (!placed) return {.status = abi::Status::Unspecified, .usable = true};
    Beginning const confined = confine_pages(processor, pages, platform);
    /*@ assert claims_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.claims_.first_[k] == \at(common.policy.claims_.first_[k], Pre); */
    /*@ assert claims_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.claims_.last_[k] == \at(common.policy.claims_.last_[k], Pre); */
    /*@ assert protections_first: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.protections_.first_[k] == \at(common.policy.protections_.first_[k], Pre); */
    /*@ assert protections_last: \forall integer k; 0 <= k < kIntervalCapacity ==>
          common.policy.protections_.last_[k] == \at(common.policy.protections_.last_[k], Pre); */
    //@ assert claims: IntervalSet::Same{Pre, Here}(&common.policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&common.policy.protections_);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&common.policy);
    //@ assert sealed: common.policy.sealed_ == \at(common.policy.sealed_, Pre);
    //@ assert same: Policy::Same{Pre, Here}(&common.policy);
    /*@ assert words: \forall integer i; 0 <= i < resources::kMostListBytes / 8 ==>
          common.list.word[i] == \at(common.list.word[i], Pre); */
    //@ assert list: SameList{Pre, Here}(&common);
    //@ assert first_page: common.ecam.first_page == \at(common.ecam.first_page, Pre);
    //@ assert buses: common.ecam.buses == \at(common.ecam.buses, Pre);
    return confined;
}

Beginning confine(boot::Processor& processor, Pages& pages, Common& common, Platform const& platform, bool first) {
    Beginning const confined = confine_here(processor, pages, common, platform, first);
    if (!first || confined.status != abi::Status::Success) return confined;
    return grant_for_all(pages, common, processor, platform);
}

} // namespace stm::smi
