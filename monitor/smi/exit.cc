// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/main.h"

#include "monitor/paging/ept_same.h"
#include "monitor/smi/stop.h"

namespace stm::smi {

/*@
  // The handler finds what it had, and its access can be looked at again.
  predicate AsItWas{L, M}(boot::Processor* p, State* s) =
    vmcs::EqualRegisters{L, M}(\at(&p->registers, L), \at(&p->registers, M)) &&
    io::Latched(\at(s->latch, M)) == io::Latched(\at(s->latch, L));

  // Each SMI has its own exceptions.
  predicate BeginsAfresh{L}(State* s) = HandlerRuns(s) ==> exceptions::Exceptions::Afresh(&s->exceptions);
*/

// The handler has touched what is not in its map: the OS is not there to see it.
/*@ requires \valid(&pages) && \valid_read(&common);
    requires \separated(&pages, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data, &arch::ept_cache);
    requires CoherentAfter(&pages.state) && Held(&pages.map, &common.policy);
    requires vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler);
    assigns pages.map, arch::vmcs_data, arch::ept_cache;
    ensures coherent: HandlerRuns(&pages.state) && ValidState(&pages.state);
    ensures held: Held(&pages.map, &common.policy);
    ensures progress: \old(HasFields && HasMemoryFields && MayTouch(&common.policy) &&
      arch::CanInvalidate(arch::InveptType::SingleContext, paging::EptPointerOf(pages.map.address_))) ==> \result;
*/
[[nodiscard]] static bool handle_touch(Pages& pages, Common const& common) {
    bool const touched = touch(pages.map, common.policy);
    //@ assert coherent: vmcs::Switch::Coherent(&pages.state.contexts);
    return touched;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data);
    requires CoherentAfter(&pages.state) && Policy::Inv(&common.policy) && arch::NoneHeld;
    requires os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os);
    requires !os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler);
    assigns processor.registers, pages.state, shared, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::port_data, arch::lock_data, arch::current_cr0, arch::current_cr2, arch::current_dr0, arch::current_dr1,
      arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures coherent: \result ==> CoherentAfter(&pages.state);
    ensures unlocked: arch::NoneHeld;
    ensures stays: !os && Asks(reason) ==> HandlerRuns(&pages.state) && ValidState(&pages.state);
    ensures untouched: !os && Asks(reason) && \old(Works(&pages.state)) && !\result ==>
      AsItWas{Pre, Post}(&processor, &pages.state);
    ensures violated: !os && Violates{Pre}(&common.policy, &processor.registers, reason) ==> !\result;
    ensures afresh: os && \result ==> BeginsAfresh(&pages.state);
    ensures kept: !os ==> exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures progress: \old(Works(&pages.state)) && (os ? IsSmi(reason) || IsCall(reason) :
      ServedBy{Pre}(&common.policy, &processor.registers, reason)) ==> \result;
*/
[[nodiscard]] static bool dispatch(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common,
                                   bool os, uint32_t reason) {
    if (os) return handle_os_exit(processor.registers, pages.state, pages.start, shared, reason);
    return handle_handler_exit(processor.registers, pages.state, shared, common.policy, reason);
}

// All other exits: the map stays as it is.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data);
    requires CoherentAfter(&pages.state) && Held(&pages.map, &common.policy) && arch::NoneHeld;
    requires os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os);
    requires !os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler);
    assigns processor.registers, pages.state, shared, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::port_data, arch::lock_data, arch::current_cr0, arch::current_cr2, arch::current_dr0, arch::current_dr1,
      arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures coherent: \result ==> CoherentAfter(&pages.state);
    ensures unlocked: arch::NoneHeld;
    ensures stays: !os && Asks(reason) ==> HandlerRuns(&pages.state) && ValidState(&pages.state);
    ensures untouched: !os && Asks(reason) && \old(Works(&pages.state)) && !\result ==>
      AsItWas{Pre, Post}(&processor, &pages.state);
    ensures violated: !os && Violates{Pre}(&common.policy, &processor.registers, reason) ==> !\result;
    ensures afresh: os && \result ==> BeginsAfresh(&pages.state);
    ensures kept: !os ==> exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures held: Held(&pages.map, &common.policy);
    ensures progress: \old(Works(&pages.state)) && (os ? IsSmi(reason) || IsCall(reason) :
      ServedBy{Pre}(&common.policy, &processor.registers, reason)) ==> \result;
*/
[[nodiscard]] static bool handle_other(boot::Processor& processor, Pages& pages, Shared& shared,
                                       [[maybe_unused]] Common const& common, bool os, uint32_t reason) {
    bool const handled = dispatch(processor, pages, shared, common, os, reason);
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

// The call is one of those that the whole monitor serves, and not one processor.
/*@ requires \valid_read(&registers);
    assigns \nothing;
    ensures \result <==> CallsService(&registers, reason);
*/
[[nodiscard]] static bool calls_service(arch::Registers const& registers, uint32_t reason) {
    if (!is_call(reason)) return false;
    auto const function = function_of(registers);
    auto const order = api::order_status(api::Phase::Started, function);
    return order != abi::Status::InvalidApi;
}

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common);
    requires \separated(&processor, &pages, &shared, &common, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data, &arch::ept_cache);
    requires CoherentAfter(&pages.state) && Held(&pages.map, &common.policy) && arch::NoneHeld;
    requires os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::Os);
    requires !os <==> vmcs::Switch::Runs(&pages.state.contexts, vmcs::Context::SmiHandler);
    assigns processor.registers, pages.state, pages.map, shared, arch::current_vmcs, arch::vmcs_data,
      arch::msr_data, arch::ept_cache, arch::port_data, arch::lock_data, arch::current_cr0, arch::current_cr2,
      arch::current_dr0, arch::current_dr1, arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures \result ==> CoherentAfter(&pages.state);
    ensures unlocked: arch::NoneHeld;
    ensures stays: !os && MayViolate(reason) ==> HandlerRuns(&pages.state) && ValidState(&pages.state);
    ensures untouched: !os && MayViolate(reason) && \old(Works(&pages.state)) && !\result ==>
      AsItWas{Pre, Post}(&processor, &pages.state);
    ensures violated: !os && Violates{Pre}(&common.policy, &processor.registers, reason) ==> !\result;
    ensures afresh: os && \result ==> BeginsAfresh(&pages.state);
    ensures kept: !os ==> exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures held: Held(&pages.map, &common.policy);
    ensures progress: \old(Works(&pages.state)) && (os ? IsSmi(reason) || IsCall(reason) :
      ServedBy{Pre}(&common.policy, &processor.registers, reason)) ==> \result;
    ensures granted: !os && reason == abi::ExitReason::EptViolation && \old(HasFields && HasMemoryFields &&
      MayTouch(&common.policy) &&
      arch::CanInvalidate(arch::InveptType::SingleContext, paging::EptPointerOf(pages.map.address_))) ==> \result;
*/
[[nodiscard]] static bool handle_exit(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common,
                                      bool os, uint32_t reason) {
    if (!os && reason == static_cast<uint32_t>(abi::ExitReason::EptViolation)) {
        bool const touched = handle_touch(pages, common);
        //@ assert apart: \separated(&processor, &pages, &common);
        /*@ assert low: processor.registers.rax == \at(processor.registers.rax, Pre) &&
              processor.registers.rcx == \at(processor.registers.rcx, Pre) &&
              processor.registers.rdx == \at(processor.registers.rdx, Pre) &&
              processor.registers.rbx == \at(processor.registers.rbx, Pre); */
        /*@ assert middle: processor.registers.rbp == \at(processor.registers.rbp, Pre) &&
              processor.registers.rsi == \at(processor.registers.rsi, Pre) &&
              processor.registers.rdi == \at(processor.registers.rdi, Pre) &&
              processor.registers.r8 == \at(processor.registers.r8, Pre); */
        /*@ assert high: processor.registers.r9 == \at(processor.registers.r9, Pre) &&
              processor.registers.r10 == \at(processor.registers.r10, Pre) &&
              processor.registers.r11 == \at(processor.registers.r11, Pre) &&
              processor.registers.r12 == \at(processor.registers.r12, Pre); */
        /*@ assert highest: processor.registers.r13 == \at(processor.registers.r13, Pre) &&
              processor.registers.r14 == \at(processor.registers.r14, Pre) &&
              processor.registers.r15 == \at(processor.registers.r15, Pre); */
        return touched;
    }
    return handle_other(processor, pages, shared, common, os, reason);
}

/*@ requires \valid_read(&registers);
    assigns \nothing;
    ensures \result <==> EndsException(&registers, reason);
*/
[[nodiscard]] static bool ends_exception(arch::Registers const& registers, uint32_t reason) {
    if (!is_call(reason)) return false;
    auto const function = function_of(registers);
    return function == static_cast<uint32_t>(abi::Function::ReturnFromProtectionException);
}

arch::Next monitor_exit(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common,
                        arch::VmxResult entered) {
    if (entered != arch::VmxResult::Succeed) return stop_machine(processor.index);
    pages.state.contexts.exited();
    //@ assert held: Held(&pages.map, &common.policy);
    auto const reason = arch::vmread(abi::VmcsField::ExitReason);
    if (reason.result != arch::VmxResult::Succeed) return stop_machine(processor.index);
    auto const whole = static_cast<uint32_t>(reason.value);
    bool const os = pages.state.contexts.os_runs();
    bool const service = calls_service(processor.registers, whole);
    if (os && service) return arch::Next::Serve;
    bool const ends = ends_exception(processor.registers, whole);
    if (!os && ends) return arch::Next::Raise;
    bool const handled = handle_exit(processor, pages, shared, common, os, whole);
    bool const asked = asks(whole);
    if (handled && !os && asked) return arch::Next::Note;
    if (handled) return pages.state.contexts.entry();
    bool const violates = may_violate(whole);
    if (os || !violates) return stop_machine(processor.index);
    return arch::Next::Raise;
}

} // namespace stm::smi
