// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/begin.h"

#include "monitor/paging/ept_same.h"

namespace stm::smi {

/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures \result <==> ValidLayout(&layout);
*/
[[nodiscard]] static bool valid(Layout const& layout) {
    return layout.tseg_first <= layout.mseg_first && layout.mseg_first <= layout.tseg_last &&
           layout.tseg_last <= kLastPage;
}

// The first processor's part, for all.
/*@ requires \valid(&pages) && \valid(&common) && \valid_read(&processor) && \valid_read(&platform);
    requires \separated(&pages, &common, &processor, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidLayout(&platform.layout) && OsRuns(&pages.state) && ValidState(&pages.state);
    requires WellPlaced(&processor) && IsEmptyMap(&pages.map, MapOf(&processor));
    assigns pages.window.entry[0], common;
    ensures same: SameState{Pre, Post}(&pages.state) && pages.start.entry == \old(pages.start.entry);
    ensures usable: \result.usable;
    ensures empty: IsEmptyMap(&pages.map, MapOf(&processor));
    ensures known: \result.status == abi::Status::Success ==> Knows(&common, &platform.layout, &pages.start);
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unprotectable;
*/
[[nodiscard]] static Beginning grant_for_all(Pages& pages, Common& common, boot::Processor const& processor,
                                             Platform const& platform) {
    bool const granted = fill_common(common, pages.window, pages.start, platform.layout, processor.window);
    //@ assert runs: pages.state.contexts.running_ == \at(pages.state.contexts.running_, Pre);
    /*@ assert os: pages.state.contexts.os_.address_ == \at(pages.state.contexts.os_.address_, Pre) &&
          pages.state.contexts.os_.launched_ == \at(pages.state.contexts.os_.launched_, Pre); */
    /*@ assert handler: pages.state.contexts.handler_.address_ == \at(pages.state.contexts.handler_.address_, Pre) &&
          pages.state.contexts.handler_.launched_ == \at(pages.state.contexts.handler_.launched_, Pre); */
    //@ assert same: SameState{Pre, Here}(&pages.state);
    /*@ assert entries: \forall integer k; 0 <= k < paging::kEntries * paging::kTables ==>
          pages.map.entry_[k] == \at(pages.map.entry_[k], Pre); */
    /*@ assert levels: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.level_[t] == \at(pages.map.level_[t], Pre); */
    /*@ assert numbers: \forall integer t; 0 <= t < paging::kTables ==>
          pages.map.number_[t] == \at(pages.map.number_[t], Pre); */
    //@ assert tree: paging::EptTree::Same{Pre, Here}(&pages.map);
    return {.status = granted ? abi::Status::Success : abi::Status::Unprotectable, .usable = true};
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&common) && \valid_read(&platform);
    requires \separated(&processor, &pages, &common, &platform, &arch::current_vmcs, &arch::vmcs_data,
      &arch::ept_cache);
    requires OsRuns(&pages.state) && (first || Policy::Inv(&common.policy));
    assigns processor.registers, pages, arch::current_vmcs, arch::vmcs_data, arch::ept_cache;
    ensures usable: \result.usable ==> OsRuns(&pages.state);
    ensures succeeds: \result.status == abi::Status::Success ==> \result.usable;
    ensures valid: \result.status == abi::Status::Success ==> ValidState(&pages.state) &&
      pages.state.stage == Stage::Initialized;
    ensures placed: \result.status == abi::Status::Success ==> WellPlaced(&processor) && ValidLayout(&platform.layout);
    ensures confined: \result.status == abi::Status::Success ==>
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, MapOf(&processor), processor.common) &&
      arch::Invalidated(paging::EptPointerOf(MapOf(&processor)));
    ensures empty: \result.status == abi::Status::Success ==> IsEmptyMap(&pages.map, MapOf(&processor));
    ensures policy: first || Policy::Inv(&common.policy);
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
    return confined;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&common) && \valid_read(&platform);
    requires \separated(&processor, &pages, &common, &platform, &arch::current_vmcs, &arch::vmcs_data,
      &arch::ept_cache);
    requires OsRuns(&pages.state) && (first || Policy::Inv(&common.policy));
    assigns processor.registers, pages, common, arch::current_vmcs, arch::vmcs_data, arch::ept_cache;
    ensures usable: \result.usable ==> OsRuns(&pages.state);
    ensures succeeds: \result.status == abi::Status::Success ==> \result.usable;
    ensures valid: \result.status == abi::Status::Success ==> ValidState(&pages.state) &&
      pages.state.stage == Stage::Initialized;
    ensures confined: \result.status == abi::Status::Success ==>
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, MapOf(&processor), processor.common) &&
      arch::Invalidated(paging::EptPointerOf(MapOf(&processor)));
    ensures held: \result.status == abi::Status::Success ==>
      Held(&pages.map, &common.policy) && pages.map.address_ == MapOf(&processor);
    ensures known: \result.status == abi::Status::Success && first ==>
      Knows(&common, &platform.layout, &pages.start);
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unspecified ||
      \result.status == abi::Status::Unprotectable;
    ensures progress: \old(Works(&pages.state)) && CanConfine ==> \result.usable;
*/
[[nodiscard]] static Beginning confine(boot::Processor& processor, Pages& pages, Common& common,
                                       Platform const& platform, bool first) {
    Beginning const confined = confine_here(processor, pages, common, platform, first);
    if (!first || confined.status != abi::Status::Success) return confined;
    return grant_for_all(pages, common, processor, platform);
}

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
    requires OsRuns(&pages.state) && (!first ==> Policy::Inv(&common.policy));
    assigns processor.registers, pages, common, arch::current_vmcs, arch::vmcs_data, arch::msr_data, arch::ept_cache;
    ensures usable: \result.usable ==> OsRuns(&pages.state);
    ensures succeeds: \result.status == abi::Status::Success ==> \result.usable;
    ensures valid: \result.status == abi::Status::Success ==> ValidState(&pages.state) &&
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, MapOf(&processor), processor.common) &&
      arch::Invalidated(paging::EptPointerOf(MapOf(&processor)));
    ensures held: \result.status == abi::Status::Success ==>
      Held(&pages.map, &common.policy) && pages.map.address_ == MapOf(&processor);
    ensures known: \result.status == abi::Status::Success && first ==>
      Knows(&common, &platform.layout, &pages.start);
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
    requires held: begun ==> Held(&pages.map, &common.policy);
    requires admitted: first ==> shared.active == kPreparing;
    assigns shared.active;
    ensures held: begun ==> Held(&pages.map, &common.policy) && pages.map.address_ == \old(pages.map.address_);
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
}

Beginning begin(boot::Processor& processor, Pages& pages, Shared& shared, Common& common, Platform const& platform,
                abi::Status hindrance, uint32_t function) {
    if (hindrance != abi::Status::Success) return {.status = hindrance, .usable = true};
    auto const admitted = admit(shared, function);
    if (admitted != abi::Status::Success) return {.status = admitted, .usable = true};
    bool const first = function == static_cast<uint32_t>(abi::Function::InitializeProtection);
    Beginning const begun = begin_admitted(processor, pages, common, platform, first);
    conclude(shared, pages, common, first, begun.status == abi::Status::Success);
    return begun;
}

} // namespace stm::smi
