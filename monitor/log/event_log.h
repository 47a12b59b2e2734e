// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/decision.h"
#include "monitor/log/ring.h"
#include "monitor/policy/bits.h"
#include "spec/abi/status.h"

#include <stdint.h>

// The event log, by ManageEventLog. There is one for all processors, so the caller holds a lock around each call and
// what it writes for it.
namespace stm::log {

// What the caller does in the OS's memory for a request that was granted.
enum class Task : uint8_t {
    Nothing = 0,
    ClearPages = 1, // all pages become 0: no entry in them is valid
    WriteEntry = 2,
};

class EventLog {
public:
    /*@
      predicate None(EventLog* s) = s->state_ == LogState::None;

      predicate Stopped(EventLog* s) = s->state_ == LogState::Stopped;

      predicate Started(EventLog* s) = s->state_ == LogState::Started;

      predicate Inv(EventLog* s) =
        Ring::Inv(&s->ring_) && (None(s) || Stopped(s) || Started(s)) && s->enabled_ < kEventsEnd &&
        (None(s) <==> Ring::Pages(&s->ring_) == 0) && (Started(s) ==> s->enabled_ != 0);

      predicate Blank(EventLog* s) = None(s) && s->enabled_ == 0 && Ring::Blank(&s->ring_);

      predicate Enabled(EventLog* s, integer type) = type < abi::kEventTypes && Bit(s->enabled_, type);

      // No page of the log has a number in this range.
      predicate Outside(EventLog* s, integer first, integer last) = Ring::Outside(&s->ring_, first, last);

      predicate Same{L, M}(EventLog* s) =
        \at(s->state_, L) == \at(s->state_, M) && \at(s->enabled_, L) == \at(s->enabled_, M) &&
        Ring::Same{L, M}(\at(&s->ring_, L));

      predicate Made{L, M}(EventLog* s, arch::Page* request, integer task) =
        \let ring = \at(&s->ring_, L);
        Stopped{M}(s) && \at(s->enabled_, M) == 0 && Ring::Holds{L, M}(ring, request) && Ring::AtStart{M}(ring) &&
        Ring::Serial{M}(ring) == 0 && task == Task::ClearPages;

      predicate Configured{L, M}(EventLog* s, arch::Page* request, integer task) =
        Stopped{M}(s) && \at(s->enabled_, M) == Argument{L}(request) && Ring::Same{L, M}(\at(&s->ring_, L)) &&
        task == Task::Nothing;

      // The event of this type, which has no data, was noted if it is enabled.
      predicate Noted{L, M}(EventLog* s, Entry* entry, integer type, integer task) =
        \let ring = \at(&s->ring_, L);
        Ring::SamePages{L, M}(ring) && \at(s->enabled_, L) == \at(s->enabled_, M) &&
        (Enabled{L}(s, type)
          ? task == Task::WriteEntry && Ring::Advanced{L, M}(ring) && Ring::IsNext{L, M}(ring, entry, type) &&
            Ring::IsSlot{M}(ring, \at(entry->address, M)) && NoData{M}(entry)
          : task == Task::Nothing && Ring::Same{L, M}(ring));

      predicate Cleared{L, M}(EventLog* s, integer task) =
        \let ring = \at(&s->ring_, L);
        Stopped{M}(s) && \at(s->enabled_, L) == \at(s->enabled_, M) && Ring::SamePages{L, M}(ring) &&
        Ring::AtStart{M}(ring) && Ring::Serial{L}(ring) == Ring::Serial{M}(ring) && task == Task::ClearPages;

      // What a request does that is granted.
      predicate Done{L, M}(EventLog* s, arch::Page* request, Entry* entry, integer task) =
        SubFunction{L}(request) == abi::LogRequest::New       ? Made{L, M}(s, request, task) :
        SubFunction{L}(request) == abi::LogRequest::Configure ? Configured{L, M}(s, request, task) :
        SubFunction{L}(request) == abi::LogRequest::Start     ?
          Started{M}(s) && Noted{L, M}(s, entry, abi::EventType::LogStarted, task) :
        SubFunction{L}(request) == abi::LogRequest::Stop      ?
          Stopped{M}(s) && Noted{L, M}(s, entry, abi::EventType::LogStopped, task) :
        SubFunction{L}(request) == abi::LogRequest::Clear     ? Cleared{L, M}(s, task) :
          Blank{M}(s) && task == Task::Nothing;
    */

    // At first, and when the monitor stops: no log, and nothing left of one.
    /*@ requires \valid(this);
        assigns *this;
        ensures whole: Inv(this);
        ensures REQ_LIFE_09_scrubbed: Blank(this);
    */
    void reset();

    // A request, as copied from the OS. `limit` is the end of physical addresses.
    /*@ requires \valid(this) && \valid_read(&request) && \valid_read(&layout) && \valid(&task) && \valid(&entry);
        requires \separated(this, &request, &layout, &task, &entry);
        requires Inv(this) && ValidLayout(&layout) && IsLimit(limit);
        assigns *this, task, entry;
        ensures whole: Inv(this);
        ensures REQ_CALL_05_status:
          IsStatus{Pre}(\old(state_), \old(enabled_), &request, &layout, limit, \result);
        ensures REQ_CALL_05_refused: \result != abi::Status::Success ==> Same{Pre, Post}(this) && task == Task::Nothing;
        ensures REQ_CALL_05_done: \result == abi::Status::Success ==> Done{Pre, Post}(this, &request, &entry, task);
        ensures REQ_CALL_07_new:
          \result == abi::Status::Success && SubFunction{Pre}(&request) == abi::LogRequest::New ==>
            Outside(this, \old(layout.tseg_first), \old(layout.tseg_last)) &&
            Outside(this, kLowSmramFirst, kLowSmramLast) && Outside(this, limit / kPageSize, kLastPage);
        ensures REQ_CALL_07_kept:
          \result != abi::Status::Success || SubFunction{Pre}(&request) != abi::LogRequest::New ==>
            (\forall integer first, last; \old(Outside(this, first, last)) ==> Outside(this, first, last));
    */
    [[nodiscard]] abi::Status manage(arch::Page const& request, Layout const& layout, uint64_t limit, Task& task,
                                     Entry& entry);

    // An event. True: the entry is to be written (entry.h). False: the log does not run, or the type is not enabled.
    /*@ requires \valid(this) && \valid_read(&data) && \valid(&entry) && \separated(this, &data, &entry) && Inv(this);
        assigns ring_.serial_, ring_.next_, ring_.wrapped_, entry;
        ensures whole: Inv(this);
        ensures REQ_EXC_04_recorded: \result <==> \old(Started(this) && Enabled(this, type));
        ensures REQ_EXC_04_entry: \result ==> Ring::Advanced{Pre, Post}(&ring_) &&
          Ring::IsNext{Pre, Post}(&ring_, &entry, type) && HasData{Pre, Post}(&entry, &data);
        ensures REQ_CALL_07_no_data: \result && ZeroFrom{Pre}(&data, 0) ==> NoData(&entry);
        ensures REQ_CALL_07_outside: \result ==> Ring::IsSlot(&ring_, entry.address);
        ensures REQ_EXC_04_ignored: !\result ==> Same{Pre, Post}(this);
    */
    [[nodiscard]] bool record(abi::EventType type, EventData const& data, Entry& entry);

    // The pages to clear, by their index.
    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures \result == Ring::Pages(&ring_) <= abi::kMaxLogPages;
    */
    [[nodiscard]] uint32_t pages() const;

    // The physical address of one.
    /*@ requires \valid_read(this) && Inv(this) && k < Ring::Pages(&ring_);
        assigns \nothing;
        ensures REQ_CALL_07_page: \result == kPageSize * ring_.page_[k];
        ensures REQ_CALL_07_outside: \result % kPageSize == 0 && Ring::IsSlot(&ring_, \result);
    */
    [[nodiscard]] uint64_t page_address(uint32_t k) const;

private:
    // An event that has no data, if it is enabled.
    /*@ requires \valid(this) && \valid(&entry) && \separated(this, &entry) && Inv(this) && Started(this);
        assigns ring_.serial_, ring_.next_, ring_.wrapped_, entry;
        ensures whole: Inv(this);
        ensures noted: Noted{Pre, Post}(this, &entry, type, \result);
    */
    [[nodiscard]] Task note(abi::EventType type, Entry& entry);

    // What a request asks for that was granted.
    /*@ requires \valid(this) && \valid_read(&request) && \valid(&entry) && \separated(this, &request, &entry);
        requires Inv(this) && 1 <= SubFunction(&request) <= 6;
        requires SubFunction(&request) == abi::LogRequest::New ==> Ring::CanTake(&request);
        requires SubFunction(&request) == abi::LogRequest::Configure ==>
          Stopped(this) && Argument(&request) < kEventsEnd;
        requires SubFunction(&request) == abi::LogRequest::Start ==> Stopped(this) && enabled_ != 0;
        requires SubFunction(&request) == abi::LogRequest::Stop ==> Started(this);
        requires SubFunction(&request) == abi::LogRequest::Clear ==> Stopped(this);
        assigns *this, entry;
        ensures whole: Inv(this);
        ensures done: Done{Pre, Post}(this, &request, &entry, \result);
    */
    [[nodiscard]] Task carry_out(arch::Page const& request, Entry& entry);

    Ring ring_;
    uint32_t enabled_; // bit n for EventType n
    LogState state_;
};
static_assert(sizeof(EventLog) == 8 * abi::kMaxLogPages + 24);

} // namespace stm::log
