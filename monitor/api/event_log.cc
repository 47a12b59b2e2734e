// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/event_log.h"

namespace stm::api {

/*@ requires \valid_read(&page) && \valid_read(&platform) && \valid(&log) && \valid(&task) && \valid(&entry);
    requires \separated(&page, &platform, &log, &task, &entry);
    requires IsPlatform(platform) && log::EventLog::Inv(&log);
    assigns log, task, entry;
    ensures whole: log::EventLog::Inv(&log);
    ensures status: log::IsStatus{Pre}(\old(log.state_), \old(log.enabled_), &page, &platform.layout, platform.limit,
      \result);
    ensures refused: \result != abi::Status::Success ==> task == log::Task::Nothing;
    ensures done: \result == abi::Status::Success ==> log::EventLog::Done{Pre, Post}(&log, &page, &entry, task);
*/
[[nodiscard]] static abi::Status ask(arch::Page const& page, Platform const& platform, log::EventLog& log,
                                     log::Task& task, log::Entry& entry) {
    return log.manage(page, platform.layout, platform.limit, task, entry);
}

// The task that a request leaves.
/*@ requires \valid(&page) && \valid_read(&log) && \valid_read(&entry) && \valid(&window);
    requires \separated(&page, &log, &entry, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns page, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures smram: SmramKept{Pre, Post}(platform);
    ensures log: log::EventLog::Inv(&log);
    ensures nothing: task == log::Task::Nothing ==> NothingWritten{Pre, Post};
    ensures cleared: task == log::Task::ClearPages ==> AreClear(&log, platform, log::Ring::Pages(&log.ring_));
    ensures written: task == log::Task::WriteEntry && IsSlotOfOs(platform, entry.address) ==> IsInSlot(&entry);
*/
static void carry_out(log::Task task, arch::Page& page, log::EventLog const& log, log::Entry const& entry,
                      Platform platform, arch::Window& window, uint64_t linear) {
    if (task == log::Task::ClearPages) clear_log(page, log, platform, window, linear);
    if (task == log::Task::WriteEntry) write_to_log(entry, log, platform, window, linear);
}

abi::Status manage_event_log(arch::Page& page, Platform const& platform, log::EventLog& log, LogScratch& scratch,
                             arch::Window& window, uint64_t linear) {
    log::Task task = log::Task::Nothing;
    auto const status = ask(page, platform, log, task, scratch.entry);
    Platform const fixed = platform;
    carry_out(task, page, log, scratch.entry, fixed, window, linear);
    return status;
}

} // namespace stm::api
