// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_note.h"

#include "monitor/smi/os_memory.h"
#include "monitor/smi/stop.h"

namespace stm::smi {

/*@ requires \valid_read(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common) && \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&common.policy) && HasWindow(&common) && HasLog(&common, &services);
    requires processor.window % 0x1000 == 0 && arch::NoneHeld && Asks(reason);
    assigns pages.window.entry[0], shared.turn, services.books.log.ring_.serial_, services.books.log.ring_.next_,
      services.books.log.ring_.wrapped_, services.desk.event, arch::foreign[0 .. arch::kForeignWords - 1],
      arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures log: HasLog(&common, &services);
    ensures recorded: HasFields && Takes{Pre}(&common, &services) && AtPlainPort{Pre}(&common.policy, reason) ==>
      (PlainPortClaimed{Pre}(&common.policy, Field(abi::VmcsField::ExitQualification)) ==>
        Entries{Pre, Post}(&services, 0)) &&
      (!PlainPortClaimed{Pre}(&common.policy, Field(abi::VmcsField::ExitQualification)) ==>
        Entries{Pre, Post}(&services, 1));
    ensures ignored: !Takes{Pre}(&common, &services) ==> Entries{Pre, Post}(&services, 0);
*/
static void note_in_turn(boot::Processor const& processor, Pages& pages, Shared& shared, Common const& common,
                         Services& services, uint32_t reason) {
    uint32_t const latch = io::latched(pages.state.latch);
    auto const platform = os_memory(common.policy, common.ecam);
    Violation access = {};
    arch::acquire(shared.turn);
    auto const found = find_violation(access, processor.registers, common.policy, latch, reason);
    //@ assert fresh: common.fresh <==> \at(common.fresh, Pre);
    //@ assert serial: services.books.log.ring_.serial_ == \at(services.books.log.ring_.serial_, Pre);
    //@ assert state: services.books.log.state_ == \at(services.books.log.state_, Pre);
    //@ assert enabled: services.books.log.enabled_ == \at(services.books.log.enabled_, Pre);
    //@ assert ring: log::Ring::Same{Pre, Here}(&services.books.log.ring_);
    //@ assert log: HasLog(&common, &services);
    if (found == Finding::Unclaimed && !common.fresh)
        log_access(services, abi::EventType::BiosAccessToUnclaimedResource, access, processor.registers, latch, reason,
                   platform, pages.window, processor.window);
    arch::release(shared.turn);
}

arch::Next monitor_note(boot::Processor const& processor, Pages& pages, Shared& shared, Common const& common,
                        Services& services) {
    auto const next = pages.state.contexts.entry();
    auto const reason = arch::vmread(abi::VmcsField::ExitReason);
    if (reason.result != arch::VmxResult::Succeed) return stop_machine(processor.index);
    auto const whole = static_cast<uint32_t>(reason.value);
    bool const answered = asks(whole);
    if (answered) note_in_turn(processor, pages, shared, common, services, whole);
    return next;
}

} // namespace stm::smi
