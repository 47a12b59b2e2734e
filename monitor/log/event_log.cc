// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/event_log.h"

namespace stm::log {

void EventLog::reset() {
    ring_.reset();
    enabled_ = 0;
    state_ = LogState::None;
}

bool EventLog::record(abi::EventType type, EventData const& data, Entry& entry) {
    if (state_ != LogState::Started) return false;
    uint32_t const bit = static_cast<uint32_t>(type);
    if (bit >= abi::kEventTypes) return false;
    bool const enabled = has_bit(enabled_, bit);
    if (!enabled) return false;
    ring_.append(type, data, entry);
    return true;
}

Task EventLog::note(abi::EventType type, Entry& entry) {
    EventData const nothing{};
    //@ assert nothing: ZeroFrom(&nothing, 0);
    bool const noted = record(type, nothing, entry);
    //@ assert no_data: noted ==> NoData(&entry);
    //@ assert pages: Ring::SamePages{Pre, Here}(&ring_);
    //@ assert enabled: noted <==> Enabled{Pre}(this, type);
    return noted ? Task::WriteEntry : Task::Nothing;
}

Task EventLog::carry_out(arch::Page const& request, Entry& entry) {
    switch (static_cast<abi::LogRequest>(sub_function(request))) {
    case abi::LogRequest::New:
        ring_.take(request);
        enabled_ = 0;
        state_ = LogState::Stopped;
        return Task::ClearPages;
    case abi::LogRequest::Configure: enabled_ = argument(request); return Task::Nothing;
    case abi::LogRequest::Start: state_ = LogState::Started; return note(abi::EventType::LogStarted, entry);
    case abi::LogRequest::Stop: {
        auto const task = note(abi::EventType::LogStopped, entry);
        state_ = LogState::Stopped;
        return task;
    }
    case abi::LogRequest::Clear: ring_.rewind(); return Task::ClearPages;
    default: reset(); return Task::Nothing;
    }
}

abi::Status EventLog::manage(arch::Page const& request, Layout const& layout, uint64_t limit, Task& task,
                             Entry& entry) {
    auto const status = decide(state_, enabled_, request, layout, limit);
    if (status != abi::Status::Success) {
        task = Task::Nothing;
        return status;
    }
    task = carry_out(request, entry);
    /*@ assert usable: SubFunction{Pre}(&request) == abi::LogRequest::New ==>
          AllUsable{Pre}(&request, &layout, limit, Argument{Pre}(&request)); */
    /*@ assert taken: SubFunction{Pre}(&request) == abi::LogRequest::New ==>
          Ring::Holds{Pre, Here}(&ring_, &request); */
    /*@ assert outside: SubFunction{Pre}(&request) == abi::LogRequest::New ==>
          Outside(this, \at(layout.tseg_first, Pre), \at(layout.tseg_last, Pre)) &&
          Outside(this, kLowSmramFirst, kLowSmramLast) && Outside(this, limit / kPageSize, kLastPage); */
    /*@ assert same: SubFunction{Pre}(&request) != abi::LogRequest::New &&
          SubFunction{Pre}(&request) != abi::LogRequest::Delete ==> Ring::SamePages{Pre, Here}(&ring_); */
    /*@ assert gone: SubFunction{Pre}(&request) == abi::LogRequest::Delete ==> Ring::Pages(&ring_) == 0; */
    return status;
}

uint32_t EventLog::pages() const {
    return ring_.pages();
}

uint64_t EventLog::page_address(uint32_t k) const {
    return ring_.page_address(k);
}

} // namespace stm::log
