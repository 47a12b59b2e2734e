// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/event_log.h"
#include "test/api/os_world.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kSuccess = 0, kSecurityViolation = 0x80010001, kLogNotAllocated = 0x80010010,
                        kFunctionNotSupported = 0x80010016;
constexpr std::uint64_t kLogPage = 0x400000;

struct Log {
    OsWorld os;
    std::unique_ptr<stm::log::EventLog> log = std::make_unique<stm::log::EventLog>();
    stm::api::LogScratch scratch{};
    stm::arch::Window window{};

    Log() { log->reset(); }

    // A request by the interface's offsets.
    std::uint32_t ask(std::uint32_t sub, std::uint32_t argument = 0, std::vector<std::uint64_t> const& pages = {}) {
        Bytes bytes(16 + 8 * pages.size());
        put(bytes, 0, 4, sub);
        put(bytes, 4, 4, argument);
        for (std::size_t i = 0; i < pages.size(); ++i)
            put(bytes, 8 + 8 * i, 8, pages[i]);
        auto page = page_of(bytes);
        return static_cast<std::uint32_t>(stm::api::manage_event_log(page, kPlatform, *log, scratch, window, kLinear));
    }
    void run(std::uint32_t enabled) {
        REQUIRE(ask(1, 1, {kLogPage}) == kSuccess);
        REQUIRE(ask(2, enabled) == kSuccess);
        REQUIRE(ask(3) == kSuccess);
    }
};

std::uint64_t read(std::uint64_t address, unsigned width) {
    std::uint64_t value = 0;
    for (unsigned b = width; b-- > 0;)
        value = value << 8 | memory().bytes[address + b];
    return value;
}

} // namespace

TEST_CASE("REQ-CALL-07: a new log clears its pages, and nothing else") {
    Log log;
    place(kLogPage - 1, Bytes(2 * 0x1000 + 2, 0xee));
    REQUIRE(log.ask(1, 2, {kLogPage, kLogPage + 0x1000}) == kSuccess);
    for (std::uint64_t at = kLogPage; at < kLogPage + 0x2000; ++at)
        REQUIRE(memory().bytes[at] == 0);
    CHECK(memory().bytes[kLogPage - 1] == 0xee);
    CHECK(memory().bytes[kLogPage + 0x2000] == 0xee);
    CHECK(memory().bytes.size() == 0x2002);
}

TEST_CASE("REQ-CALL-05: a request that is refused writes nothing") {
    Log log;
    CHECK(log.ask(3) == kLogNotAllocated);
    CHECK(log.ask(7) == kFunctionNotSupported);
    CHECK(log.ask(0) == kFunctionNotSupported);
    CHECK(log.ask(0xffffffff) == kFunctionNotSupported);
    CHECK(log.ask(1, 2, {kLogPage, kMseg}) == kSecurityViolation);
    CHECK(log.ask(1, 1, {0xb8000}) == kSecurityViolation);
    CHECK(log.ask(1, 1, {1ull << 36}) == kSecurityViolation);
    CHECK(memory().writes == 0);
}

TEST_CASE("REQ-EXC-04: the start and the stop of a log are its first and its last entry") {
    Log log;
    log.run(3);
    CHECK(read(kLogPage, 4) == 0);     // EventSerialNumber
    CHECK(read(kLogPage + 4, 2) == 0); // EvtLogStarted
    CHECK(read(kLogPage + 6, 2) == 2); // Valid
    REQUIRE(log.ask(4) == kSuccess);
    CHECK(read(kLogPage + 256, 4) == 1);
    CHECK(read(kLogPage + 260, 2) == 1); // EvtLogStopped
    CHECK(read(kLogPage + 262, 2) == 2);
}

TEST_CASE("REQ-EXC-04: a list is one event for each descriptor that is not ignored, with its ReturnStatus") {
    Log log;
    log.run(1u << 5 | 1u << 6);
    auto const list = join({mem(0x200000, 0x1000), ignored(io(0x60, 1)), pci(0, 2, 0), mem(0x10f000, 0x1000), end()});
    CHECK(log.os.protect(list) != kSuccess);
    stm::api::log_list(*log.log, stm::abi::EventType::MleResourceProtectionDenied, log.os.page, log.os.scratch->list,
                       log.scratch, kPlatform, log.window, kLinear);
    Bytes const expected[]{granted(mem(0x200000, 0x1000)), granted(pci(0, 2, 0)), mem(0x10f000, 0x1000)};
    for (unsigned n = 0; n < 3; ++n) {
        auto const at = kLogPage + 256 * n;
        CHECK(read(at, 4) == n);
        CHECK(read(at + 4, 2) == 6); // EvtMleResourceProtectionDenied
        CHECK(read(at + 6, 2) == 2);
        for (std::size_t b = 0; b < 248; ++b)
            REQUIRE(read(at + 8 + b, 1) == (b < expected[n].size() ? expected[n][b] : 0));
    }
    CHECK(read(kLogPage + 3 * 256 + 6, 2) == 0);
}

TEST_CASE("REQ-EXC-04: an event that is not enabled, or comes while the log does not run, is not written") {
    Log log;
    stm::api::log_bad_parameters(*log.log, 0x10003, log.scratch, kPlatform, log.window, kLinear);
    CHECK(memory().writes == 0);
    log.run(1u << 5);
    auto const before = memory().writes;
    stm::api::log_bad_parameters(*log.log, 0x10003, log.scratch, kPlatform, log.window, kLinear);
    CHECK(memory().writes == before);
}

TEST_CASE("REQ-EXC-04: bad parameters are an event with the number of the call") {
    Log log;
    log.run(1u << 2);
    stm::api::log_bad_parameters(*log.log, 0x10006, log.scratch, kPlatform, log.window, kLinear);
    CHECK(read(kLogPage + 4, 2) == 2); // EvtLogInvalidParameterDetected
    CHECK(read(kLogPage + 8, 4) == 0x10006);
    CHECK(read(kLogPage + 12, 4) == 0);
}
