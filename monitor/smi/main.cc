// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/main.h"

#include "monitor/paging/ept_same.h"
#include "monitor/smi/arrival.h"
#include "monitor/smi/begin.h"
#include "monitor/smi/handler_exits.h"
#include "monitor/smi/os_exits.h"
#include "monitor/smi/stop.h"
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

struct Arrival {
    bool taken;            // the OS's context has moved into a VMCS of the monitor's
    abi::Status hindrance; // Success: the monitor may become active
};

// What the platform is, and the OS's context out of its way.
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

// The same, and what is known in common stays as it is.
/*@ requires \valid(&pages) && \valid(&platform) && \valid_read(&shared) && \valid_read(&common) &&
      \valid_read(&processor);
    requires \separated(&pages, &platform, &shared, &common, &processor, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidProcessor(&processor) && regions % 0x1000 == 0 && regions < 2 * boot::kEndOfMseg;
    requires arch::current_vmcs != regions && arch::current_vmcs != regions + 0x1000;
    requires known: IsOn(shared.active) ==> Policy::Inv(&common.policy);
    assigns pages, platform, arch::current_vmcs, arch::vmcs_data;
    ensures os: \result.taken ==> OsRuns(&pages.state);
    ensures hindrance: \result.hindrance == abi::Status::Success || \result.hindrance >= 0x80000000;
    ensures known: IsOn(shared.active) ==> Policy::Inv(&common.policy);
*/
[[nodiscard]] static Arrival arrive(Pages& pages, Platform& platform, [[maybe_unused]] Shared const& shared,
                                    [[maybe_unused]] Common const& common, boot::Processor const& processor,
                                    uint64_t regions) {
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
    return arrived;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&common);
    requires \separated(&processor, &pages, &common, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&pages.state) && begun.usable;
    requires begun.status == abi::Status::Success ==> ValidState(&pages.state) && Held(&pages.map, &common.policy);
    assigns processor.registers, pages.state, arch::current_vmcs, arch::vmcs_data;
    ensures goes_on: \result && begun.status == abi::Status::Success ==> CoherentAfter(&pages.state) &&
      Held(&pages.map, &common.policy);
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

// The handler has touched what is not in its map: the OS is not there to see it.
/*@ requires \valid(&pages) && \valid_read(&common);
    requires \separated(&pages, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::ept_cache);
    requires CoherentAfter(&pages.state) && Held(&pages.map, &common.policy);
    assigns pages.map, arch::vmcs_data, arch::ept_cache;
    ensures coherent: CoherentAfter(&pages.state);
    ensures held: Held(&pages.map, &common.policy);
    ensures progress: \old(HasFields && HasMemoryFields && MayTouch(&common.policy) &&
      arch::CanInvalidate(arch::InveptType::SingleContext, paging::EptPointerOf(pages.map.address_))) ==> \result;
*/
[[nodiscard]] static bool handle_touch(Pages& pages, Common const& common) {
    bool const touched = touch(pages.map, common.policy);
    //@ assert coherent: vmcs::Switch::Coherent(&pages.state.contexts);
    return touched;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared);
    requires \separated(&processor, &pages, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires CoherentAfter(&pages.state);
    requires os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os);
    requires !os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler);
    assigns processor.registers, pages.state, shared.active, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::current_cr2, arch::current_dr0, arch::current_dr1, arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures coherent: \result ==> CoherentAfter(&pages.state);
    ensures progress: \old(Works(&pages.state)) && (os ? IsSmi(reason) || IsCall(reason) :
      reason == abi::ExitReason::Rsm || StandsIn(reason)) ==> \result;
*/
[[nodiscard]] static bool dispatch(boot::Processor& processor, Pages& pages, Shared& shared, bool os, uint32_t reason) {
    if (os) return handle_os_exit(processor.registers, pages.state, pages.start, shared, reason);
    return handle_handler_exit(processor.registers, pages.state, shared, reason);
}

// All other exits: the map stays as it is.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data);
    requires CoherentAfter(&pages.state) && Held(&pages.map, &common.policy);
    requires os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os);
    requires !os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler);
    assigns processor.registers, pages.state, shared.active, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::current_cr2, arch::current_dr0, arch::current_dr1, arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures coherent: \result ==> CoherentAfter(&pages.state);
    ensures held: Held(&pages.map, &common.policy);
    ensures progress: \old(Works(&pages.state)) && (os ? IsSmi(reason) || IsCall(reason) :
      reason == abi::ExitReason::Rsm || StandsIn(reason)) ==> \result;
*/
[[nodiscard]] static bool handle_other(boot::Processor& processor, Pages& pages, Shared& shared,
                                       [[maybe_unused]] Common const& common, bool os, uint32_t reason) {
    bool const handled = dispatch(processor, pages, shared, os, reason);
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
    return handled;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::ept_cache);
    requires CoherentAfter(&pages.state) && Held(&pages.map, &common.policy);
    assigns processor.registers, pages.state, pages.map, shared.active, arch::current_vmcs, arch::vmcs_data,
      arch::msr_data, arch::ept_cache, arch::current_cr2, arch::current_dr0, arch::current_dr1, arch::current_dr2,
      arch::current_dr3, arch::current_dr6;
    ensures \result ==> CoherentAfter(&pages.state);
    ensures held: Held(&pages.map, &common.policy);
    ensures progress: \old(Works(&pages.state) && Served(&pages.state)) ==> \result;
    ensures granted: \old(Works(&pages.state) && HasMemoryFields && Granted(&pages, &common)) ==> \result;
*/
[[nodiscard]] static bool handle_exit(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common) {
    auto const reason = arch::vmread(abi::VmcsField::ExitReason);
    if (reason.result != arch::VmxResult::Succeed) return false;
    auto const whole = static_cast<uint32_t>(reason.value);
    bool const os = pages.state.contexts.os_runs();
    if (!os && whole == static_cast<uint32_t>(abi::ExitReason::EptViolation)) return handle_touch(pages, common);
    return handle_other(processor, pages, shared, common, os, whole);
}

arch::Next monitor_exit(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common,
                        arch::VmxResult entered) {
    if (entered != arch::VmxResult::Succeed) return stop_machine(processor.index);
    pages.state.contexts.exited();
    //@ assert tree: paging::EptTree::Same{Pre, Here}(&pages.map);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&common.policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&common.policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&common.policy);
    bool const handled = handle_exit(processor, pages, shared, common);
    if (!handled) return stop_machine(processor.index);
    return pages.state.contexts.entry();
}

} // namespace stm::smi
