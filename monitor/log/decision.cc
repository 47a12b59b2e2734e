// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/decision.h"

namespace stm::log {

using abi::LogRequest;
using abi::Status;

/*@ requires \valid_read(&request) && \valid_read(&layout) && ValidLayout(&layout) && IsLimit(limit);
    assigns \nothing;
    ensures NewStatus(state, &request, &layout, limit, \result);
*/
[[nodiscard]] static Status new_status(LogState state, arch::Page const& request, Layout const& layout,
                                       uint64_t limit) {
    uint32_t const n = argument(request);
    if (n == 0 || n > abi::kMaxLogPages) return Status::InvalidPageCount;
    bool const usable = all_usable(request, layout, limit, n);
    if (!usable) return Status::SecurityViolation;
    return state != LogState::None ? Status::LogAllocated : Status::Success;
}

/*@ requires \valid_read(&request);
    assigns \nothing;
    ensures ConfigureStatus(state, &request, \result);
*/
[[nodiscard]] static Status configure_status(LogState state, arch::Page const& request) {
    if (state == LogState::None) return Status::LogNotAllocated;
    if (state == LogState::Started) return Status::LogNotStopped;
    return argument(request) >= kEventsEnd ? Status::ReservedBitSet : Status::Success;
}

/*@ assigns \nothing;
    ensures StartStatus(state, enabled, \result);
*/
[[nodiscard]] static Status start_status(LogState state, uint32_t enabled) {
    if (state == LogState::None) return Status::LogNotAllocated;
    if (state == LogState::Started) return Status::LogNotStopped;
    return enabled == 0 ? Status::NoEventsEnabled : Status::Success;
}

/*@ assigns \nothing;
    ensures StopStatus(state, \result);
*/
[[nodiscard]] static Status stop_status(LogState state) {
    if (state == LogState::None) return Status::LogNotAllocated;
    return state == LogState::Stopped ? Status::LogNotStarted : Status::Success;
}

/*@ assigns \nothing;
    ensures ClearStatus(state, \result);
*/
[[nodiscard]] static Status clear_status(LogState state) {
    if (state == LogState::None) return Status::LogNotAllocated;
    return state == LogState::Started ? Status::LogNotStopped : Status::Success;
}

/*@ assigns \nothing;
    ensures DeleteStatus(state, \result);
*/
[[nodiscard]] static Status delete_status(LogState state) {
    return state == LogState::Started ? Status::LogNotStopped : Status::Success;
}

Status decide(LogState state, uint32_t enabled, arch::Page const& request, Layout const& layout, uint64_t limit) {
    switch (static_cast<LogRequest>(sub_function(request))) {
    case LogRequest::New: return new_status(state, request, layout, limit);
    case LogRequest::Configure: return configure_status(state, request);
    case LogRequest::Start: return start_status(state, enabled);
    case LogRequest::Stop: return stop_status(state);
    case LogRequest::Clear: return clear_status(state);
    case LogRequest::Delete: return delete_status(state);
    default: return Status::FunctionNotSupported;
    }
}

} // namespace stm::log
