// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/bytes/bytes.h"
#include "spec/abi/event_log.h"

#include <stdint.h>

// What an entry says beside its type. Shorter data is followed by zeros; longer data is cut off.
namespace stm::log {

inline constexpr uint32_t kDataWords = 31;
inline constexpr uint32_t kDataBytes = 8 * kDataWords;

struct EventData {
    uint64_t word[kDataWords];
};
static_assert(sizeof(EventData) == sizeof(abi::LogEntry) - __builtin_offsetof(abi::LogEntry, data));

/*@
  predicate ZeroFrom(EventData* data, integer n) = \forall integer k; n <= k < kDataWords ==> data->word[k] == 0;
*/

// LogStarted and LogStopped.
/*@ requires \valid(&data);
    assigns data;
    ensures REQ_CALL_07_rest: ZeroFrom(&data, 0);
*/
void set_nothing(EventData& data);

// LogInvalidParameterDetected: the call that it was in.
/*@ requires \valid(&data);
    assigns data;
    ensures function: data.word[0] == function;
    ensures REQ_CALL_07_rest: ZeroFrom(&data, 1);
*/
void set_function(EventData& data, uint32_t function);

// MleDomainTypeDegraded.
/*@ requires \valid(&data);
    assigns data;
    ensures vmcs: data.word[0] == vmcs;
    ensures types: data.word[1] == expected + 0x100 * degraded;
    ensures REQ_CALL_07_rest: ZeroFrom(&data, 2);
*/
void set_domain(EventData& data, uint64_t vmcs, uint8_t expected, uint8_t degraded);

// The events of a resource that a caller described: `length` bytes of a page from an offset on, which need not be
// aligned.
/*@ requires \valid(&data) && \valid_read(&page) && \separated(&data, &page);
    requires offset <= sizeof(arch::Page) && length <= sizeof(arch::Page) - offset;
    assigns data;
    ensures REQ_EXC_04_descriptor: \forall integer b; 0 <= b < kDataBytes && b < length ==>
      ByteAt(&data.word[0], b) == ByteAt{Pre}(&page.word[0], offset + b);
    ensures REQ_CALL_07_rest: \forall integer b; length <= b < kDataBytes ==> ByteAt(&data.word[0], b) == 0;
*/
void set_resource(EventData& data, arch::Page const& page, uint32_t offset, uint32_t length);

} // namespace stm::log
