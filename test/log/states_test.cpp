// SPDX-License-Identifier: Apache-2.0
#include "test/log/os.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <string>

using namespace redoubt::test;
using stm::abi::Status;
using stm::log::Task;

namespace {

enum State { kNone, kSilent, kReady, kRunning }; // kSilent: stopped, with no event enabled

Os in(State state) {
    Os os;
    if (state != kNone) (void)os.call(kNew, 2, {0x5000, 0x3000});
    if (state >= kReady) (void)os.call(kConfigure, 0x003);
    if (state == kRunning) (void)os.call(kStart);
    return os;
}

// What an OS can find out, on a copy: a log that runs is not started again, and so on.
State state_of(Os const& os) {
    auto copy = *os.log;
    stm::log::Task task{};
    stm::log::Entry entry{};
    switch (copy.manage(request(kStart), layout, limit, task, entry)) {
    case Status::LogNotAllocated: return kNone;
    case Status::NoEventsEnabled: return kSilent;
    case Status::Success: return kReady;
    default: return kRunning;
    }
}

struct Row {
    State before;
    std::uint32_t sub_function;
    std::uint32_t argument;
    Status status;
    State after;
    Task task;
};

// Every sub-function in every state. New has two good pages.
constexpr Row rows[] = {
    {kNone, kNew, 2, Status::Success, kSilent, Task::ClearPages},
    {kNone, kConfigure, 0x3ff, Status::LogNotAllocated, kNone, Task::Nothing},
    {kNone, kStart, 0, Status::LogNotAllocated, kNone, Task::Nothing},
    {kNone, kStop, 0, Status::LogNotAllocated, kNone, Task::Nothing},
    {kNone, kClear, 0, Status::LogNotAllocated, kNone, Task::Nothing},
    {kNone, kDelete, 0, Status::Success, kNone, Task::Nothing},

    {kSilent, kNew, 2, Status::LogAllocated, kSilent, Task::Nothing},
    {kSilent, kConfigure, 0x3ff, Status::Success, kReady, Task::Nothing},
    {kSilent, kConfigure, 0, Status::Success, kSilent, Task::Nothing},
    {kSilent, kStart, 0, Status::NoEventsEnabled, kSilent, Task::Nothing},
    {kSilent, kStop, 0, Status::LogNotStarted, kSilent, Task::Nothing},
    {kSilent, kClear, 0, Status::Success, kSilent, Task::ClearPages},
    {kSilent, kDelete, 0, Status::Success, kNone, Task::Nothing},

    {kReady, kNew, 2, Status::LogAllocated, kReady, Task::Nothing},
    {kReady, kConfigure, 0x200, Status::Success, kReady, Task::Nothing},
    {kReady, kConfigure, 0, Status::Success, kSilent, Task::Nothing},
    {kReady, kStart, 0, Status::Success, kRunning, Task::WriteEntry},
    {kReady, kStop, 0, Status::LogNotStarted, kReady, Task::Nothing},
    {kReady, kClear, 0, Status::Success, kReady, Task::ClearPages},
    {kReady, kDelete, 0, Status::Success, kNone, Task::Nothing},

    {kRunning, kNew, 2, Status::LogAllocated, kRunning, Task::Nothing},
    {kRunning, kConfigure, 0x3ff, Status::LogNotStopped, kRunning, Task::Nothing},
    {kRunning, kStart, 0, Status::LogNotStopped, kRunning, Task::Nothing},
    {kRunning, kStop, 0, Status::Success, kReady, Task::WriteEntry},
    {kRunning, kClear, 0, Status::LogNotStopped, kRunning, Task::Nothing},
    {kRunning, kDelete, 0, Status::LogNotStopped, kRunning, Task::Nothing},
};

} // namespace

TEST_CASE(
    "REQ-CALL-05: each request is answered in each state as the table has it, and a refused one changes nothing") {
    for (auto const& row : rows) {
        CAPTURE(row.before);
        CAPTURE(row.sub_function);
        auto os = in(row.before);
        auto const before = *os.log;
        auto const memory = os.memory;
        CHECK(os.call(row.sub_function, row.argument, {0x8000, 0x9000}) == row.status);
        CHECK(state_of(os) == row.after);
        CHECK(os.task == row.task);
        if (row.status != Status::Success) {
            CHECK(std::memcmp(&before, os.log.get(), sizeof before) == 0);
            CHECK(os.memory == memory);
        }
    }
}

TEST_CASE("REQ-CALL-05: a sub-function that does not exist is answered in every state, with an error") {
    for (auto const state : {kNone, kSilent, kReady, kRunning}) {
        for (auto const sub_function : {0u, 7u, 8u, 0x101u, 0x10001u, 0x80000001u, 0xffffffffu}) {
            auto os = in(state);
            auto const before = *os.log;
            CHECK(os.call(sub_function, 1, {0x8000}) == Status::FunctionNotSupported);
            CHECK(os.task == Task::Nothing);
            CHECK(std::memcmp(&before, os.log.get(), sizeof before) == 0);
        }
    }
}

TEST_CASE("REQ-CALL-05: events that the interface does not have cannot be enabled") {
    for (std::uint32_t bit = 0; bit < 32; ++bit) {
        auto os = in(kReady);
        CHECK(os.call(kConfigure, 1u << bit) == (bit < 10 ? Status::Success : Status::ReservedBitSet));
        CHECK(os.call(kConfigure, 1u << bit | 1) == (bit < 10 ? Status::Success : Status::ReservedBitSet));
    }
    auto os = in(kNone);
    CHECK(os.call(kConfigure, 0x400) == Status::LogNotAllocated);
    os = in(kRunning);
    CHECK(os.call(kConfigure, 0x400) == Status::LogNotStopped);
}

TEST_CASE("REQ-EXC-04: an event is recorded if the log runs and the type is enabled, and not otherwise") {
    for (auto const state : {kNone, kSilent, kReady})
        for (std::uint16_t type = 0; type < 10; ++type) {
            auto os = in(state);
            CHECK_FALSE(os.record(type));
        }
    for (std::uint32_t enabled = 1; enabled < 0x400; ++enabled) {
        Os os;
        os.run({0x5000}, enabled);
        for (std::uint16_t type = 0; type < 10; ++type)
            CHECK(os.record(type) == ((enabled >> type & 1) != 0));
        for (auto const type : std::initializer_list<std::uint16_t>{10, 11, 16, 32, 64, 0x100, 0xffff})
            CHECK_FALSE(os.record(type));
    }
}

TEST_CASE("REQ-LIFE-09: after a reset and after a deletion nothing is left of the log") {
    Os const empty;
    auto os = in(kRunning);
    os.log->reset();
    CHECK(state_of(os) == kNone);
    CHECK(os.log->pages() == 0);
    CHECK(std::memcmp(empty.log.get(), os.log.get(), 510 * 8) == 0);
    os = in(kRunning);
    (void)os.call(kStop);
    (void)os.call(kDelete);
    CHECK(os.log->pages() == 0);
    CHECK(std::memcmp(empty.log.get(), os.log.get(), 510 * 8) == 0);
    os.run({0x5000}, 0x001); // serial numbers begin again, too
    CHECK(field(os.memory[0x5000], 0, 4) == 0);
}
