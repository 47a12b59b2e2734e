// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/event_log.h"
#include "test/machine/system/loaded.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <span>

// What the OS's calls name in its memory: parameters, and a log of one page.
namespace redoubt::test {

inline constexpr uint64_t log_page = 0x2800000;
inline constexpr uint32_t all_events = (1u << stm::abi::kEventTypes) - 1;

// The page of the OS's call number `i`.
inline uint64_t parameter(unsigned i) {
    return parameters + i * page_size;
}

template <typename Structure>
void put(Loaded& loaded, uint64_t address, Structure const& structure) {
    REQUIRE(loaded.machine.put(address, std::as_bytes(std::span(&structure, 1))));
}

inline void put_parameter(Loaded& loaded, unsigned i, machine::ResourceList const& list) {
    REQUIRE(loaded.machine.put(parameter(i), list.finished()));
}

inline void put_log_request(Loaded& loaded, unsigned i, stm::abi::LogRequest request, uint32_t argument = 0,
                            uint64_t first_page = 0) {
    put(loaded, parameter(i),
        stm::abi::EventLogRequest{.sub_function_index = request, .argument = argument, .first_page = first_page});
}

// Calls that give the OS a log which takes all events. They use the pages of calls 0, 1 and 2.
inline machine::guest::Script start_log(Loaded& loaded) {
    using stm::abi::LogRequest;
    put_log_request(loaded, 0, LogRequest::New, 1, log_page);
    put_log_request(loaded, 1, LogRequest::Configure, all_events);
    put_log_request(loaded, 2, LogRequest::Start);
    machine::guest::Script calls;
    for (unsigned i = 0; i < 3; ++i)
        calls.push_back(machine::guest::call(stm::abi::Function::ManageEventLog, parameter(i)));
    return calls;
}

inline stm::abi::LogEntry log_entry(Loaded& loaded, unsigned slot) {
    stm::abi::LogEntry found;
    std::memcpy(&found, loaded.machine.memory().ram(log_page) + slot * sizeof found, sizeof found);
    return found;
}

} // namespace redoubt::test
