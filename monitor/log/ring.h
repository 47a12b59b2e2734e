// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/entry.h"
#include "monitor/log/request.h"

#include <stdint.h>

// The log's pages, which the OS gave, and whose turn among their slots it is. Slots are used in turn, from the first
// page on; when all have been, the oldest entry is overwritten. That is decided by what is here alone: the OS may write
// to its pages at any time, and nothing is ever read from them.
namespace stm::log {

class Ring {
public:
    /*@
      logic integer Pages(Ring* r) = r->count_;

      logic integer Slots(Ring* r) = abi::kLogEntriesPerPage * r->count_;

      predicate Inv(Ring* r) =
        r->count_ <= abi::kMaxLogPages && (r->wrapped_ == 0 || r->wrapped_ == 1) &&
        (r->count_ != 0 ==> r->next_ < Slots(r)) &&
        (\forall integer k; 0 <= k < r->count_ ==> r->page_[k] < kAreaSpan);

      // No page's number is in this range.
      predicate Outside(Ring* r, integer first, integer last) =
        \forall integer k; 0 <= k < r->count_ ==> r->page_[k] < first || last < r->page_[k];

      // The pages that a request for a new log names.
      predicate Holds{L, M}(Ring* r, arch::Page* request) =
        \at(r->count_, M) == Argument{L}(request) &&
        (\forall integer k; 0 <= k < Argument{L}(request) ==>
          kPageSize * \at(r->page_[k], M) == Address{L}(request, k));

      lemma usable_outside{L, M}: \forall Ring* r, arch::Page* request, Layout* l, integer limit;
        Holds{L, M}(r, request) && AllUsable{L}(request, l, limit, Argument{L}(request)) && IsLimit(limit) ==>
          Outside{M}(r, \at(l->tseg_first, L), \at(l->tseg_last, L)) &&
          Outside{M}(r, kLowSmramFirst, kLowSmramLast) && Outside{M}(r, limit / kPageSize, kLastPage);

      predicate CanTake(arch::Page* request) =
        1 <= Argument(request) <= abi::kMaxLogPages &&
        (\forall integer k; 0 <= k < Argument(request) ==>
          Address(request, k) % kPageSize == 0 && Address(request, k) < kAddressEnd);

      // The next entry goes to the first slot, and overwrites none.
      predicate AtStart(Ring* r) = r->next_ == 0 && r->wrapped_ == 0;

      logic integer Serial(Ring* r) = r->serial_;

      predicate Blank(Ring* r) =
        r->count_ == 0 && r->serial_ == 0 && AtStart(r) &&
        (\forall integer k; 0 <= k < abi::kMaxLogPages ==> r->page_[k] == 0);

      predicate SamePages{L, M}(Ring* r) =
        \at(r->count_, L) == \at(r->count_, M) &&
        (\forall integer k; 0 <= k < abi::kMaxLogPages ==> \at(r->page_[k], L) == \at(r->page_[k], M));

      lemma same_outside{L, M}: \forall Ring* r, integer first, last;
        SamePages{L, M}(r) && Inv{L}(r) && Outside{L}(r, first, last) ==> Outside{M}(r, first, last);

      predicate Same{L, M}(Ring* r) =
        SamePages{L, M}(r) && \at(r->serial_, L) == \at(r->serial_, M) && \at(r->next_, L) == \at(r->next_, M) &&
        \at(r->wrapped_, L) == \at(r->wrapped_, M);

      predicate Advanced{L, M}(Ring* r) =
        \at(r->serial_, M) == (\at(r->serial_, L) + 1) % 0x100000000 &&
        \at(r->next_, M) == (\at(r->next_, L) + 1 == Slots{L}(r) ? 0 : \at(r->next_, L) + 1) &&
        \at(r->wrapped_, M) == (\at(r->next_, L) + 1 == Slots{L}(r) ? 1 : \at(r->wrapped_, L));

      logic integer NextAddress(Ring* r) =
        kPageSize * r->page_[r->next_ / abi::kLogEntriesPerPage] +
        sizeof(abi::LogEntry) * (r->next_ % abi::kLogEntriesPerPage);

      predicate IsNext{L, M}(Ring* r, Entry* entry, integer type) =
        \at(entry->address, M) == NextAddress{L}(r) &&
        IsEntry{M}(entry, \at(r->serial_, L), type, \at(r->wrapped_, L));

      // A slot at this address is in the pages: it is aligned, so within one page, and that is one of them.
      predicate IsSlot(Ring* r, integer at) =
        at % sizeof(abi::LogEntry) == 0 && at < kAddressEnd &&
        (\forall integer first, last; Outside(r, first, last) ==>
          at / kPageSize < first || last < at / kPageSize);
    */

    /*@ requires \valid(this);
        assigns *this;
        ensures whole: Inv(this);
        ensures REQ_LIFE_09_scrubbed: Blank(this);
    */
    void reset();

    // The pages that a request for a new log names.
    /*@ requires \valid(this) && \valid_read(&request) && \separated(this, &request);
        requires CanTake(&request);
        assigns *this;
        ensures whole: Inv(this);
        ensures REQ_CALL_07_pages: Holds{Pre, Post}(this, &request);
        ensures REQ_CALL_07_fresh: AtStart(this) && Serial(this) == 0;
    */
    void take(arch::Page const& request);

    // All slots are free again. Serial numbers go on, so that an OS sees how many entries it has not seen.
    /*@ requires \valid(this) && Inv(this);
        assigns next_, wrapped_;
        ensures whole: Inv(this);
        ensures REQ_CALL_07_fresh: AtStart(this);
    */
    void rewind();

    // One entry more.
    /*@ requires \valid(this) && \valid_read(&data) && \valid(&entry) && \separated(this, &data, &entry);
        requires Inv(this) && Pages(this) != 0;
        assigns serial_, next_, wrapped_, entry;
        ensures whole: Inv(this);
        ensures REQ_CALL_07_advanced: Advanced{Pre, Post}(this);
        ensures REQ_CALL_07_next: IsNext{Pre, Post}(this, &entry, type);
        ensures REQ_CALL_07_outside: IsSlot(this, entry.address);
        ensures REQ_EXC_04_data: HasData{Pre, Post}(&entry, &data);
        ensures REQ_CALL_07_no_data: ZeroFrom{Pre}(&data, 0) ==> NoData(&entry);
    */
    void append(abi::EventType type, EventData const& data, Entry& entry);

    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures \result == Pages(this) <= abi::kMaxLogPages;
    */
    [[nodiscard]] uint32_t pages() const;

    // The physical address of a page.
    /*@ requires \valid_read(this) && Inv(this) && k < Pages(this);
        assigns \nothing;
        ensures REQ_CALL_07_page: \result == kPageSize * page_[k];
        ensures REQ_CALL_07_outside: \result % kPageSize == 0 && IsSlot(this, \result);
    */
    [[nodiscard]] uint64_t page_address(uint32_t k) const;

private:
    uint64_t page_[abi::kMaxLogPages]; // page numbers
    uint32_t serial_;                  // of the next entry
    uint32_t next_;                    // its slot
    uint32_t count_;                   // of pages
    bool wrapped_;                     // the slot has been used before
};

} // namespace stm::log
