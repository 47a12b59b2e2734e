// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/access_event.h"
#include "monitor/smi/main.h"

// The SMI handler has been answered, and the OS may want to know what it reached for (arch::Next::Note).
namespace stm::smi {

/*@
  // The OS has a log that wants to know.
  predicate Takes{L}(Common* c, Services* s) = !c->fresh && log::EventLog::Started(&s->books.log) &&
    log::EventLog::Enabled(&s->books.log, abi::EventType::BiosAccessToUnclaimedResource);

  // So many entries came into the log.
  predicate Entries{L, M}(Services* s, integer n) =
    \at(s->books.log.ring_.serial_, M) == (\at(s->books.log.ring_.serial_, L) + n) % 0x100000000;

  // The handler has reached for ports that the OS does not protect.
  predicate AtPlainPort{L}(Policy* p, integer reason) = reason == abi::ExitReason::IoInstruction &&
    IsPlainPort(Field(abi::VmcsField::ExitQualification)) &&
    !PortProtected(p, Field(abi::VmcsField::ExitQualification));
*/

// BiosAccessToUnclaimedResource, if nobody claimed that, and there is a log that wants it. The handler goes on.
/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common) && \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::port_data, &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires HandlerRuns(&pages.state) && ValidState(&pages.state) && Policy::Inv(&common.policy) &&
      HasWindow(&common) && HasLog(&common, &services);
    requires processor.window % 0x1000 == 0 && arch::NoneHeld;
    assigns pages.window.entry[0], shared.turn, services.books.log.ring_.serial_, services.books.log.ring_.next_,
      services.books.log.ring_.wrapped_, services.desk.event, arch::foreign[0 .. arch::kForeignWords - 1],
      arch::port_data, arch::lock_data;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_VMCS_01_goes_on: \result == arch::Next::Halt || Enters(\result);
    ensures REQ_VMCS_04_progress: HasFields ==> \result != arch::Next::Halt;
    ensures REQ_CALL_07_log: HasLog(&common, &services);
    ensures REQ_EXC_11_recorded: HasFields && Takes{Pre}(&common, &services) &&
      AtPlainPort{Pre}(&common.policy, Field(abi::VmcsField::ExitReason)) ==>
      (PlainPortClaimed{Pre}(&common.policy, Field(abi::VmcsField::ExitQualification)) ==>
        Entries{Pre, Post}(&services, 0)) &&
      (!PlainPortClaimed{Pre}(&common.policy, Field(abi::VmcsField::ExitQualification)) ==>
        Entries{Pre, Post}(&services, 1));
    ensures REQ_EXC_11_ignored: !Takes{Pre}(&common, &services) ==> Entries{Pre, Post}(&services, 0);
*/
[[nodiscard]] arch::Next monitor_note(boot::Processor const& processor, Pages& pages, Shared& shared,
                                      Common const& common, Services& services);

} // namespace stm::smi
