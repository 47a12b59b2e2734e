// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/begin.h"

#include "monitor/paging/ept_same.h"

namespace stm::smi {

// Start on this processor is the first call at once.
/*@ requires \valid(&state) && OsRuns(&state) && ValidState(&state);
    requires \separated(&state, &arch::current_vmcs, &arch::vmcs_data);
    assigns state.stage, arch::vmcs_data, arch::msr_data;
    ensures usable: \result.usable ==> OsRuns(&state) && ValidState(&state);
    ensures succeeds: \result.status == abi::Status::Success ==> \result.usable;
    ensures started: \result.status == abi::Status::Success ==>
      state.stage == Stage::Started && !IsBlocked(OsRegion(&state));
    ensures status: \result.status == abi::Status::Success || \result.status >= 0x80000000;
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields ==> \result.usable;
*/
[[nodiscard]] static Beginning start_at_once(State& state, uint32_t options) {
    auto const accepted = take_options(options);
    if (accepted != abi::Status::Success) return {.status = accepted, .usable = true};
    bool const unblocked = unblock_smis();
    state.stage = Stage::Started;
    return {.status = unblocked ? abi::Status::Success : abi::Status::Unspecified, .usable = unblocked};
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&common) && \valid_read(&platform);
    requires \separated(&processor, &pages, &common, &platform, &arch::current_vmcs, &arch::vmcs_data,
      &arch::ept_cache);
    requires OsRuns(&pages.state) && (!first ==> Policy::Inv(&common.policy) && HasFacts(&common));
    assigns processor.registers, pages, common, arch::current_vmcs, arch::vmcs_data, arch::msr_data, arch::ept_cache;
    ensures usable: Usable(\result, &pages.state);
    ensures confined: \result.status == abi::Status::Success ==> IsConfined(&processor, &pages, &platform);
    ensures held: \result.status == abi::Status::Success ==>
      Held(&pages.map, &common.policy) && pages.map.address_ == MapOf(&processor);
    ensures list: \result.status == abi::Status::Success ==> HasFacts(&common);
    ensures fresh: \result.status == abi::Status::Success ==>
      (first ? common.fresh : (common.fresh <==> \old(common.fresh)));
    ensures started: \result.status == abi::Status::Success && !first ==>
      pages.state.stage == Stage::Started && !IsBlocked(OsRegion(&pages.state));
    ensures status: \result.status == abi::Status::Success || \result.status >= 0x80000000;
    ensures progress: \old(processor.address) < boot::kEndOfMseg && \old(Works(&pages.state)) && CanConfine ==>
      \result.usable;
*/
[[nodiscard]] static Beginning begin_admitted(boot::Processor& processor, Pages& pages, Common& common,
                                              Platform const& platform, bool first) {
    auto const options = static_cast<uint32_t>(processor.registers.rdx % 0x100000000);
    Beginning const confined = confine(processor, pages, common, platform, first);
    if (first || confined.status != abi::Status::Success) return confined;
    return start_at_once(pages.state, options);
}

// What has been begun counts, or counts no longer; nothing else changes.
/*@ requires \valid(&shared) && \valid_read(&pages) && \valid_read(&common);
    requires \separated(&shared, &pages, &common);
    requires held: begun ==> Held(&pages.map, &common.policy) && HasFacts(&common);
    requires admitted: first ==> shared.active == kPreparing;
    assigns shared.active;
    ensures held: begun ==> Held(&pages.map, &common.policy) && pages.map.address_ == \old(pages.map.address_);
    ensures list: begun ==> HasFacts(&common);
    ensures first: first ==> shared.active == (begun ? 1 : kOff);
    ensures stays: !first && begun ==> shared.active == \old(shared.active);
    ensures withdrawn: !first && !begun ==> shared.active == (\old(shared.active) + 0xffffffff) % 0x100000000;
*/
static void conclude(Shared& shared, [[maybe_unused]] Pages const& pages, [[maybe_unused]] Common const& common,
                     bool first, bool begun) {
    settle(shared, first, begun);
    /*@ assert entries: \forall integer k; 0 <= k < paging::kEntries * paging::kTables ==>
          pages.map.entry_[k] == \at(pages.map.entry_[k], Pre); */
    /*@ assert levels: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.level_[t] == \at(pages.map.level_[t], Pre); */
    /*@ assert numbers: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.number_[t] == \at(pages.map.number_[t], Pre); */
    //@ assert tree: paging::EptTree::Same{Pre, Here}(&pages.map);
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
}

Beginning begin(boot::Processor& processor, Pages& pages, Shared& shared, Common& common, Platform const& platform,
                abi::Status hindrance, uint32_t function) {
    if (hindrance != abi::Status::Success) return {.status = hindrance, .usable = true};
    auto const admitted = admit(shared, function);
    if (admitted != abi::Status::Success) return {.status = admitted, .usable = true};
    bool const first = function == static_cast<uint32_t>(abi::Function::InitializeProtection);
    //@ ghost Admitted: ;
    Beginning const begun = begin_admitted(processor, pages, common, platform, first);
    //@ assert still: shared.active == \at(shared.active, Admitted);
    conclude(shared, pages, common, first, begun.status == abi::Status::Success);
    return begun;
}

} // namespace stm::smi
