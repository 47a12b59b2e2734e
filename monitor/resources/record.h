// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/node.h"

#include <stdint.h>

// A descriptor as the event log holds it.
namespace stm::resources {

inline constexpr uint32_t kRecordBytes = 248; // abi::LogEntry::data

struct Record {
    uint64_t word[kRecordBytes / 8];
};
static_assert(sizeof(Record) == kRecordBytes);

// The bytes of the descriptor at o, cut off where the record ends, and zeros behind them.
/*@ requires Readable(words, bytes) && Framed(words, o, bytes) && \valid(&record);
    requires \separated(words + (0 .. (bytes + 7) / 8 - 1), &record);
    assigns record;
    ensures REQ_EXC_04_bytes: \forall integer b; 0 <= b < \min(kRecordBytes, LengthAt{Pre}(words, o)) ==>
      ByteAt(&record.word[0], b) == ByteAt{Pre}(words, o + b);
    ensures REQ_EXC_04_zeros: \forall integer b; LengthAt{Pre}(words, o) <= b < kRecordBytes ==>
      ByteAt(&record.word[0], b) == 0;
*/
void record_descriptor(uint64_t const* words, uint32_t o, uint32_t bytes, Record& record);

} // namespace stm::resources
