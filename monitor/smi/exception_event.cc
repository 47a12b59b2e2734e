// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/exception_event.h"

namespace stm::smi {

// Into the log what the desk says.
/*@ requires \valid(&services) && \valid(&pages) && \valid_read(&common) && CanPlace(&pages, &common);
    requires \separated(&services, &pages, &common, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires api::IsPlatform(platform) && linear % 0x1000 == 0 && log::EventLog::Inv(&services.books.log);
    assigns services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event.entry, pages.window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures recorded: \result <==> \old(log::EventLog::Started(&services.books.log) &&
      log::EventLog::Enabled(&services.books.log, abi::EventType::HandledProtectionException));
    ensures data: \forall integer k; 0 <= k < log::kDataWords ==>
      services.desk.event.data.word[k] == \old(services.desk.event.data.word[k]);
    ensures log: log::EventLog::Inv(&services.books.log);
    ensures exceptions: exceptions::Exceptions::Same{Pre, Post}(&pages.state.exceptions);
    ensures place: CanPlace(&pages, &common);
*/
[[nodiscard]] static bool log_told(Services& services, api::Platform platform, Pages& pages,
                                   [[maybe_unused]] Common const& common, uint64_t linear) {
    bool const recorded = api::log_event(services.books.log, abi::EventType::HandledProtectionException,
                                         services.desk.event, platform, pages.window, linear);
    //@ assert apart: \separated(&services, &pages, &common, arch::foreign + (0 .. arch::kForeignWords - 1));
    //@ assert tseg: common.policy.layout_.tseg_first == \at(common.policy.layout_.tseg_first, Pre);
    //@ assert mseg: common.policy.layout_.mseg_first == \at(common.policy.layout_.mseg_first, Pre);
    //@ assert last: common.policy.layout_.tseg_last == \at(common.policy.layout_.tseg_last, Pre);
    //@ assert rsp: pages.start.exception.rsp == \at(pages.start.exception.rsp, Pre);
    //@ assert mode: pages.start.exception.long_mode <==> \at(pages.start.exception.long_mode, Pre);
    /*@ assert bytes: exceptions::FrameBytes(&pages.start.exception) ==
          exceptions::FrameBytes{Pre}(&pages.start.exception); */
    /*@ assert address: exceptions::FrameAddress(&pages.start.exception) ==
          exceptions::FrameAddress{Pre}(&pages.start.exception); */
    return recorded;
}

bool log_exception(Services& services, Violation const& violation, arch::Registers const& registers, uint32_t latch,
                   uint32_t reason, api::Platform platform, Pages& pages, [[maybe_unused]] Common const& common,
                   uint64_t linear) {
    describe(services.desk.event.data, violation, registers, latch, reason);
    //@ assert inv: log::EventLog::Inv(&services.books.log);
    return log_told(services, platform, pages, common, linear);
}

} // namespace stm::smi
