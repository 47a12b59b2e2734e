// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/event.h"
#include "spec/abi/event_log.h"

#include <stdint.h>

namespace stm::log {

inline constexpr uint32_t kEntryWords = 1 + kDataWords;

// An entry, and where it goes. It is written in two steps: first the words, in ascending order, then the header in the
// place of the first of them. Between the two, Lock is set and Valid clear, so an OS that reads at the same time sees
// that the entry is being written: one whose header is valid and the same before and after is whole.
struct Entry {
    uint64_t address; // physical, of the slot
    uint64_t word[kEntryWords];
    uint64_t header;
};
static_assert(kEntryWords * 8 == sizeof(abi::LogEntry));

/*@
  // Four fields: EventSerialNumber, Type, the flags.
  logic integer Header(integer serial, integer type, integer flags) =
    serial + 0x100000000 * type + 0x1000000000000 * flags;

  logic integer Wrapped(integer wrapped) = wrapped != 0 ? abi::LogEntryHeader::kWrapped : 0;

  predicate IsEntry(Entry* entry, integer serial, integer type, integer wrapped) =
    entry->word[0] == Header(serial, type, abi::LogEntryHeader::kLock + Wrapped(wrapped)) &&
    entry->header == Header(serial, type, abi::LogEntryHeader::kValid + Wrapped(wrapped));

  predicate HasData{L, M}(Entry* entry, EventData* data) =
    \forall integer k; 0 <= k < kDataWords ==> \at(entry->word[1 + k], M) == \at(data->word[k], L);

  predicate NoData(Entry* entry) = \forall integer k; 1 <= k < kEntryWords ==> entry->word[k] == 0;
*/

/*@ requires \valid(&entry) && \valid_read(&data) && \separated(&entry, &data);
    assigns entry;
    ensures REQ_CALL_07_address: entry.address == address;
    ensures REQ_CALL_07_header: IsEntry(&entry, serial, type, wrapped);
    ensures REQ_EXC_04_data: HasData{Pre, Post}(&entry, &data);
    ensures REQ_CALL_07_no_data: ZeroFrom{Pre}(&data, 0) ==> NoData(&entry);
*/
void compose(Entry& entry, uint64_t address, uint32_t serial, abi::EventType type, bool wrapped, EventData const& data);

} // namespace stm::log
