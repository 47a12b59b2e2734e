// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/call_events.h"

#include "monitor/api/policy_facts.h"

namespace stm::api {

void note_list([[maybe_unused]] Policy const& policy, log::EventLog& log, Desk& desk, abi::EventType type,
               Platform platform, arch::Window& window, uint64_t linear) {
    log_list(log, type, desk.page, desk.list.list, desk.event, platform, window, linear);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
}

/*@ requires \valid(&log) && \valid(&desk) && \valid(&window);
    requires \separated(&log, &desk, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires log::EventLog::Inv(&log) && IsPlatform(platform) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, desk.event, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures kept: log::EventLog::Inv(&log);
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures recorded: BlamesParameters(status) && \old(log::EventLog::Started(&log) &&
      log::EventLog::Enabled(&log, abi::EventType::LogInvalidParameterDetected)) &&
      IsSlotOfOs(platform, desk.event.entry.address) ==> IsInSlot(&desk.event.entry);
    ensures ignored: !BlamesParameters(status) ==> NothingWritten{Pre, Post};
*/
static void record_status(log::EventLog& log, Desk& desk, uint32_t function, abi::Status status, Platform platform,
                          arch::Window& window, uint64_t linear) {
    bool const blamed = blames_parameters(status);
    if (blamed) log_bad_parameters(log, function, desk.event, platform, window, linear);
}

void note_status([[maybe_unused]] Policy const& policy, log::EventLog& log, Desk& desk, uint32_t function,
                 abi::Status status, Platform platform, arch::Window& window, uint64_t linear) {
    record_status(log, desk, function, status, platform, window, linear);
    //@ assert layout: Policy::SameLayout{Pre, Here}(&policy);
    //@ assert claims: IntervalSet::Same{Pre, Here}(&policy.claims_);
    //@ assert protections: IntervalSet::Same{Pre, Here}(&policy.protections_);
    //@ assert same: Policy::Same{Pre, Here}(&policy);
}

} // namespace stm::api
