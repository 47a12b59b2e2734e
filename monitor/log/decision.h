// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/request.h"
#include "spec/abi/status.h"

#include <stdint.h>

// The answer to each request in each state, and which one if there is more than one reason to refuse.
namespace stm::log {

enum class LogState : uint8_t { None = 0, Stopped = 1, Started = 2 };

inline constexpr uint32_t kEventsEnd = 1u << abi::kEventTypes; // bits of EventEnableBitmap from here on are reserved

/*@
  predicate NewStatus(integer state, arch::Page* request, Layout* l, integer limit, integer status) =
    !(1 <= Argument(request) <= abi::kMaxLogPages)   ? status == abi::Status::InvalidPageCount :
    !AllUsable(request, l, limit, Argument(request)) ? status == abi::Status::SecurityViolation :
    state != LogState::None ? status == abi::Status::LogAllocated : status == abi::Status::Success;

  predicate ConfigureStatus(integer state, arch::Page* request, integer status) =
    state == LogState::None         ? status == abi::Status::LogNotAllocated :
    state == LogState::Started      ? status == abi::Status::LogNotStopped :
    Argument(request) >= kEventsEnd ? status == abi::Status::ReservedBitSet : status == abi::Status::Success;

  predicate StartStatus(integer state, integer enabled, integer status) =
    state == LogState::None    ? status == abi::Status::LogNotAllocated :
    state == LogState::Started ? status == abi::Status::LogNotStopped :
    enabled == 0 ? status == abi::Status::NoEventsEnabled : status == abi::Status::Success;

  predicate StopStatus(integer state, integer status) =
    state == LogState::None    ? status == abi::Status::LogNotAllocated :
    state == LogState::Stopped ? status == abi::Status::LogNotStarted : status == abi::Status::Success;

  predicate ClearStatus(integer state, integer status) =
    state == LogState::None    ? status == abi::Status::LogNotAllocated :
    state == LogState::Started ? status == abi::Status::LogNotStopped : status == abi::Status::Success;

  predicate DeleteStatus(integer state, integer status) =
    state == LogState::Started ? status == abi::Status::LogNotStopped : status == abi::Status::Success;

  predicate IsStatus(integer state, integer enabled, arch::Page* request, Layout* l, integer limit, integer status) =
    SubFunction(request) == abi::LogRequest::New       ? NewStatus(state, request, l, limit, status) :
    SubFunction(request) == abi::LogRequest::Configure ? ConfigureStatus(state, request, status) :
    SubFunction(request) == abi::LogRequest::Start     ? StartStatus(state, enabled, status) :
    SubFunction(request) == abi::LogRequest::Stop      ? StopStatus(state, status) :
    SubFunction(request) == abi::LogRequest::Clear     ? ClearStatus(state, status) :
    SubFunction(request) == abi::LogRequest::Delete    ? DeleteStatus(state, status) :
      status == abi::Status::FunctionNotSupported;
*/

/*@ requires \valid_read(&request) && \valid_read(&layout) && ValidLayout(&layout) && IsLimit(limit);
    requires state <= LogState::Started;
    assigns \nothing;
    ensures REQ_CALL_05_status: IsStatus(state, enabled, &request, &layout, limit, \result);
*/
[[nodiscard]] abi::Status decide(LogState state, uint32_t enabled, arch::Page const& request, Layout const& layout,
                                 uint64_t limit);

} // namespace stm::log
