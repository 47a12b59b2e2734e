// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_exception.h"

#include "monitor/smi/stop.h"

namespace stm::smi {

/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common) && \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&common.policy) && HasWindow(&common) && HasLog(&common, &services);
    requires exceptions::Exceptions::Inv(&pages.state.exceptions);
    requires processor.window % 0x1000 == 0 && arch::NoneHeld;
    assigns processor.registers, pages.state.exceptions, pages.interrupted, pages.window.entry[0], shared.turn,
      services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event, arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::lock_data,
      arch::current_cr2, arch::current_cr8;
    ensures unlocked: arch::NoneHeld;
    ensures log: HasLog(&common, &services);
    ensures whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures reaches: Raised(&pages.state) > \old(Raised(&pages.state)) ==>
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason);
    ensures delivered: \result && Raised(&pages.state) > \old(Raised(&pages.state)) ==>
      Handles(&pages.state) && IsAtHandler(&pages.start.exception);
    ensures willing: \old(TellsExit) && MayViolate(reason) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason) &&
      Willing{Pre, Post}(&pages, &common) ==> \result && Raised(&pages.state) == \old(Raised(&pages.state)) + 1;
    ensures code: \old(TellsExit) && MayViolate(reason) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason) &&
      Raised(&pages.state) == \old(Raised(&pages.state)) ==> !\result &&
      (LeftCode(&common.policy, abi::Crash::ProtectionException) ||
       LeftCode(&common.policy, abi::Crash::ProtectionExceptionFailure));
    ensures one: Raised(&pages.state) <= \old(Raised(&pages.state)) + 1;
    ensures too_many: \old(exceptions::Exceptions::Exhausted(&pages.state.exceptions)) ==>
      Raised(&pages.state) == \old(Raised(&pages.state));
    ensures outside: \result && IsCall(reason) && !\old(Handles(&pages.state)) ==>
      processor.registers.rax == abi::Status::InvalidApi && Returned{Pre, Post}(abi::Status::InvalidApi);
    ensures resumed: \result && IsCall(reason) && \old(Handles(&pages.state)) ==>
      \old(Ebx(&processor.registers)) == 0 && !Handles(&pages.state) &&
      IsThere(&pages.interrupted.context, &processor.registers);
    ensures panic: IsCall(reason) && \old(Handles(&pages.state)) && \old(Ebx(&processor.registers)) != 0 ==>
      !\result && LeftCode(&common.policy, ((\old(Ebx(&processor.registers)) & 0xf) | 0xc000e000));
*/
[[nodiscard]] static bool handle_exception(boot::Processor& processor, Pages& pages, Shared& shared,
                                           Common const& common, Services& services, uint32_t reason) {
    bool const call = is_call(reason);
    if (call) return end_exception(processor, pages, common, services);
    bool const violates = may_violate(reason);
    if (!violates) return false;
    return raise_exception(processor, pages, shared, common, services, reason);
}

arch::Next monitor_exception(boot::Processor& processor, Pages& pages, Shared& shared, Common const& common,
                             Services& services) {
    auto const next = pages.state.contexts.entry();
    auto const reason = arch::vmread(abi::VmcsField::ExitReason);
    if (reason.result != arch::VmxResult::Succeed) return stop_machine(processor.index);
    auto const whole = static_cast<uint32_t>(reason.value);
    bool const done = handle_exception(processor, pages, shared, common, services, whole);
    if (!done) return stop_machine(processor.index);
    return next;
}

} // namespace stm::smi
