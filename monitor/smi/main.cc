// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/main.h"

#include "monitor/paging/ept_same.h"
#include "monitor/smi/begin.h"
#include "monitor/smi/stop.h"

namespace stm::smi {

// With the monitor active, the handler sets itself up first, if it wants to; what it is that the OS called is answered
// after that.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&start);
    requires \separated(&registers, &state, &start, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&state) && begun.usable;
    requires begun.status == abi::Status::Success ==> ValidState(&state);
    assigns registers, state, arch::current_vmcs, arch::vmcs_data;
    ensures goes_on: \result && begun.status == abi::Status::Success ==> CoherentAfter(&state);
    ensures turned_back: \result && begun.status != abi::Status::Success ==> OsRuns(&state) &&
      Answered(&registers, begun.status) &&
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
    ensures progress: \old(Works(&state)) ==> \result;
*/
[[nodiscard]] static bool first_entry(arch::Registers& registers, State& state, HandlerStart const& start,
                                      Beginning begun) {
    if (begun.status != abi::Status::Success) return deactivate(registers, begun.status);
    if (start.setup_rip != 0) return enter_handler(registers, state, start, start.setup_rip, Purpose::Setup);
    auto const answered = return_status(registers, abi::Status::Success);
    //@ assert coherent: vmcs::Switch::Coherent(&state.contexts);
    return answered;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&common);
    requires \separated(&processor, &pages, &common, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&pages.state) && begun.usable;
    requires begun.status == abi::Status::Success ==> ValidState(&pages.state) &&
      Held(&pages.map, &common.policy) && HasFacts(&common);
    assigns processor.registers, pages.state, arch::current_vmcs, arch::vmcs_data;
    ensures goes_on: \result && begun.status == abi::Status::Success ==> CoherentAfter(&pages.state) &&
      Held(&pages.map, &common.policy) && HasFacts(&common);
    ensures fresh: common.fresh <==> \old(common.fresh);
    ensures turned_back: \result && begun.status != abi::Status::Success ==> OsRuns(&pages.state) &&
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
*/
[[nodiscard]] static bool enter_first(boot::Processor& processor, Pages& pages, [[maybe_unused]] Common const& common,
                                      Beginning begun) {
    bool const entered = first_entry(processor.registers, pages.state, pages.start, begun);
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
    return entered;
}

arch::Next monitor_main(boot::Processor& processor, Pages& pages, Shared& shared, Common& common, uint32_t function) {
    uint64_t const regions = processor.address + (boot::area::kOsVmcs - boot::area::kProcessor) * boot::kPageSize;
    //@ assert aligned: regions % 0x1000 == 0 && (regions + 0x1000) % 0x1000 == 0;
    uint64_t const current = arch::vmptrst();
    if (current == regions || current == regions + boot::kPageSize) return stop_machine(processor.index);
    Platform platform = {};
    Arrival const arrived = arrive(pages, platform, shared, common, processor, regions);
    if (!arrived.taken) return stop_machine(processor.index);
    Beginning const begun = begin(processor, pages, shared, common, platform, arrived.hindrance, function);
    if (!begun.usable) return stop_machine(processor.index);
    bool const entered = enter_first(processor, pages, common, begun);
    if (!entered) return stop_machine(processor.index);
    auto const next = pages.state.contexts.entry();
    //@ assert refused: begun.status != abi::Status::Success ==> OsRuns(&pages.state);
    //@ assert begun_well: begun.status == abi::Status::Success ==> CoherentAfter(&pages.state);
    return next;
}

} // namespace stm::smi
