// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/log_event.h"

namespace stm::api {

// Puts the entry into its slot. A slot that is not the OS's is left alone: the log has none.
/*@ requires \valid_read(&entry) && \valid(&window);
    requires \separated(&entry, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures written: IsSlotOfOs(platform, entry.address) ==> IsInSlot(&entry);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
static void put_entry(log::Entry const& entry, Platform platform, arch::Window& window, uint64_t linear) {
    if (entry.address % sizeof(abi::LogEntry) != 0) return;
    bool const own = is_os_page(platform.layout, platform.limit, entry.address / 0x1000 * 0x1000);
    if (!own) return;
    //@ assert below: entry.address < kAddressEnd;
    //@ assert slot: entry.address / 8 + log::kEntryWords <= arch::kForeignWords;
    write_entry(entry, platform, window, linear);
}

/*@ requires \valid(&log) && \valid(&scratch) && \separated(&log, &scratch);
    requires log::EventLog::Inv(&log);
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, scratch.entry;
    ensures whole: log::EventLog::Inv(&log);
    ensures recorded: \result <==> \old(log::EventLog::Started(&log) && log::EventLog::Enabled(&log, type));
    ensures counted: log.ring_.serial_ == (\old(log.ring_.serial_) + (\result ? 1 : 0)) % 0x100000000;
*/
[[nodiscard]] static bool make_entry(log::EventLog& log, abi::EventType type, LogScratch& scratch) {
    return log.record(type, scratch.data, scratch.entry);
}

void write_to_log(log::Entry const& entry, [[maybe_unused]] log::EventLog const& log, Platform platform,
                  arch::Window& window, uint64_t linear) {
    put_entry(entry, platform, window, linear);
    //@ assert pages: \forall integer k; 0 <= k < abi::kMaxLogPages ==> log.ring_.page_[k] == \at(log.ring_.page_[k], Pre);
    //@ assert counts: log.ring_.count_ == \at(log.ring_.count_, Pre) && log.ring_.next_ == \at(log.ring_.next_, Pre);
}

bool log_event(log::EventLog& log, abi::EventType type, LogScratch& scratch, Platform platform, arch::Window& window,
               uint64_t linear) {
    bool const recorded = make_entry(log, type, scratch);
    if (!recorded) return false;
    write_to_log(scratch.entry, log, platform, window, linear);
    return true;
}

/*@ requires \valid(&scratch) && \valid_read(&log) && \separated(&scratch, &log) && log::EventLog::Inv(&log);
    assigns scratch.data;
    ensures log::EventLog::Inv(&log) && log::EventLog::Same{Pre, Post}(&log);
    ensures function: scratch.data.word[0] == function && log::ZeroFrom(&scratch.data, 1);
*/
static void name_function(LogScratch& scratch, uint32_t function, [[maybe_unused]] log::EventLog const& log) {
    log::set_function(scratch.data, function);
}

void log_bad_parameters(log::EventLog& log, uint32_t function, LogScratch& scratch, Platform platform,
                        arch::Window& window, uint64_t linear) {
    name_function(scratch, function, log);
    log_event(log, abi::EventType::LogInvalidParameterDetected, scratch, platform, window, linear);
}

/*@
  // Bytes of the page from o on, as far as there is room for them.
  predicate HoldsBytes{L, M}(log::EventData* data, arch::Page* page, integer o, integer end) = \forall integer b;
    0 <= b < log::kDataBytes && b < end - o ==>
      ByteAt{M}(\at(&data->word[0], M), b) == ByteAt{L}(\at(&page->word[0], L), o + b);
*/

/*@ requires \valid(&scratch) && \valid_read(&page) && \separated(&scratch, &page);
    requires o <= end <= resources::kPageBytes;
    assigns scratch.data;
    ensures bytes: HoldsBytes{Pre, Post}(&scratch.data, &page, o, end);
*/
static void name_alone(LogScratch& scratch, arch::Page const& page, uint32_t o, uint32_t end) {
    log::set_resource(scratch.data, page, o, end - o);
}

/*@ requires \valid(&scratch) && \valid_read(&page) && \valid_read(&log) && \separated(&scratch, &page, &log);
    requires log::EventLog::Inv(&log) && o <= end <= resources::kPageBytes;
    assigns scratch.data;
    ensures bytes: HoldsBytes{Pre, Post}(&scratch.data, &page, o, end);
    ensures log::EventLog::Inv(&log);
*/
static void name_resource(LogScratch& scratch, arch::Page const& page, uint32_t o, uint32_t end,
                          [[maybe_unused]] log::EventLog const& log) {
    name_alone(scratch, page, o, end);
}

// The descriptor from o to `end`.
/*@ requires \valid(&log) && \valid_read(&page) && \valid(&scratch) && \valid(&window);
    requires \separated(&log, &page, &scratch, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires IsPlatform(platform) && log::EventLog::Inv(&log) && linear % 0x1000 == 0;
    assigns log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, scratch, window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1];
    ensures whole: log::EventLog::Inv(&log);
    ensures smram: SmramKept{Pre, Post}(platform);
*/
static void log_descriptor(log::EventLog& log, abi::EventType type, arch::Page const& page, uint32_t o, uint32_t end,
                           LogScratch& scratch, Platform platform, arch::Window& window, uint64_t linear) {
    if (end > resources::kPageBytes || end < 8 || o > end - 8) return;
    bool const ignored = resources::is_ignored(page.word, o, resources::kPageBytes);
    if (ignored) return;
    name_resource(scratch, page, o, end, log);
    log_event(log, type, scratch, platform, window, linear);
}

void log_list(log::EventLog& log, abi::EventType type, arch::Page const& page, resources::OsList const& list,
              LogScratch& scratch, Platform platform, arch::Window& window, uint64_t linear) {
    /*@ loop invariant range: 0 <= i <= resources::kMaxOsNodes;
        loop invariant whole: log::EventLog::Inv(&log);
        loop invariant smram: SmramKept{Pre, Here}(platform);
        loop assigns i, log.ring_.serial_, log.ring_.next_, log.ring_.wrapped_, scratch, window.entry[0],
          arch::foreign[0 .. arch::kForeignWords - 1];
        loop variant resources::kMaxOsNodes - i;
    */
    for (uint32_t i = 0; i < resources::kMaxOsNodes; ++i) {
        if (i >= list.nodes.count) return;
        log_descriptor(log, type, page, list.nodes.at[i], list.nodes.at[i + 1], scratch, platform, window, linear);
    }
}

} // namespace stm::api
