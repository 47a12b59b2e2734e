// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/processor.h"
#include "monitor/smi/access_event.h"
#include "monitor/smi/crash_code.h"
#include "monitor/smi/deliver.h"
#include "monitor/smi/raise.h"

// The SMI handler has exited, perhaps by reaching for what the OS protects.
namespace stm::smi {

/*@
  predicate Handles{L}(State* s) = exceptions::Exceptions::Handling(&s->exceptions);

  logic integer Raised{L}(State* s) = exceptions::Exceptions::Raised(&s->exceptions);

  // One exception more, and the BIOS's handler is there for it, wants it, and can be entered where the other one stands,
  // which is in `interrupted` now.
  predicate Willing{L, M}(Pages* p, Common* c) =
    !exceptions::Exceptions::Exhausted{L}(\at(&p->state.exceptions, L)) && !IsUnderway{L} &&
    exceptions::HasPlace{L}(\at(&p->start.exception, L), \at(&c->policy.layout_, L)) &&
    exceptions::Wants{M}(\at(&p->start.exception, M), \at(p->interrupted.context.violation, M)) &&
    exceptions::CanEnter{M}(\at(&p->start.exception, M), \at(&p->interrupted.context, M));
*/

// The BIOS's handler of protection exceptions goes on, or, where the OS has given up meanwhile what it protected, what
// exited tries again. False: neither is possible; the crash code is where the BIOS will find it.
/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common) &&
      \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&common.policy) && HasWindow(&common) && HasLog(&common, &services);
    requires exceptions::Exceptions::Inv(&pages.state.exceptions) && MayViolate(reason);
    requires processor.window % 0x1000 == 0 && arch::NoneHeld;
    assigns pages.state.exceptions, pages.interrupted, pages.window.entry[0], shared.turn,
      services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event, arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::lock_data;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_CALL_07_log: HasLog(&common, &services);
    ensures REQ_EXC_02_whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_POL_03_protected: Raised(&pages.state) > \old(Raised(&pages.state)) ==>
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason);
    ensures REQ_EXC_01_delivered: \result && Raised(&pages.state) > \old(Raised(&pages.state)) ==>
      Handles(&pages.state) && IsAtHandler(&pages.start.exception);
    ensures REQ_EXC_01_willing: \old(TellsExit) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason) &&
      Willing{Pre, Post}(&pages, &common) ==> \result && Raised(&pages.state) == \old(Raised(&pages.state)) + 1;
    ensures REQ_EXC_01_code: \old(TellsExit) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)), reason) &&
      Raised(&pages.state) == \old(Raised(&pages.state)) ==> !\result &&
      (LeftCode(&common.policy, abi::Crash::ProtectionException) ||
       LeftCode(&common.policy, abi::Crash::ProtectionExceptionFailure));
    ensures REQ_EXC_02_one: Raised(&pages.state) <= \old(Raised(&pages.state)) + 1;
    ensures REQ_EXC_02_too_many: \old(exceptions::Exceptions::Exhausted(&pages.state.exceptions)) ==>
      Raised(&pages.state) == \old(Raised(&pages.state));
*/
[[nodiscard]] bool raise_exception(boot::Processor const& processor, Pages& pages, Shared& shared,
                                   Common const& common, Services& services, uint32_t reason);

} // namespace stm::smi
