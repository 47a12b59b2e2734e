// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/log_event.h"
#include "monitor/smi/services.h"
#include "monitor/smi/violation.h"

// What the OS is told of what the SMI handler reached for.
namespace stm::smi {

// An event of this type, where there is a log that wants it. False: there is none.
/*@ requires \valid_read(&access) && \valid_read(&registers) && \valid(&services) && \valid(&window);
    requires \separated(&access, &registers, &services, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires api::IsPlatform(platform) && access.page <= kLastPage && linear % 0x1000 == 0;
    requires log::EventLog::Inv(&services.books.log);
    assigns services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_EXC_04_recorded: \result <==> \old(log::EventLog::Started(&services.books.log) &&
      log::EventLog::Enabled(&services.books.log, type));
    ensures REQ_EXC_04_counted: services.books.log.ring_.serial_ ==
      (\old(services.books.log.ring_.serial_) + (\result ? 1 : 0)) % 0x100000000;
    ensures REQ_EXC_04_access: Describes{Pre, Post}(&services.desk.event.data, &access, &registers, latch, reason);
    ensures REQ_CALL_07_log: log::EventLog::Inv(&services.books.log);
*/
bool log_access(Services& services, abi::EventType type, Violation const& access, arch::Registers const& registers,
                uint32_t latch, uint32_t reason, api::Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::smi
