// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/os_call.h"
#include "test/api/os_world.hpp"
#include "test/domains/request.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <tuple>

// Whole calls, from the registers of the caller to what is left in memory, policy, log and database.
using namespace redoubt::test;
using stm::api::Phase;

namespace {

constexpr std::uint32_t kProtect = 0x10003, kUnprotect = 0x10004, kGetBiosResources = 0x10005, kDatabase = 0x10006,
                        kEventLog = 0x10008;
constexpr std::uint32_t kPageNotFound = 0x80010003, kStopped = 0x8001000a, kUnspecified = 0x8001ffff,
                        kInvalidApi = 0x80038001, kMalformed = 0x8001000d, kUnprotectable = 0x80010007,
                        kFunctionNotSupported = 0x80010016;
constexpr std::uint64_t kLogPage = 0x400000;
constexpr std::uint32_t kLogBadParameters = 1u << 2, kLogGranted = 1u << 5, kLogDenied = 1u << 6,
                        kLogUnprotected = 1u << 7;

struct Caller {
    OsWorld os;
    stm::log::EventLog log{};
    stm::domains::VmcsDatabase database{};
    std::unique_ptr<stm::api::Desk> desk = std::make_unique<stm::api::Desk>();
    std::unique_ptr<stm::resources::BiosList> list = std::make_unique<stm::resources::BiosList>();
    stm::arch::Registers registers{};
    Phase phase = Phase::Started;
    bool long_mode = true;

    Caller() {
        log.reset();
        database.clear();
        list->bytes = 0x1010;
        for (std::uint64_t& word : list->word)
            word = 0;
        for (unsigned i = 0; i < 0x1010 / 8; ++i)
            list->word[i] = 0x0101010101010101;
    }

    // With EBX and ECX naming the page, whose upper halves count for nobody.
    std::uint32_t call(std::uint32_t function, std::uint64_t address = kCallPage) {
        registers.rbx = 0xabcd000000000000 | (address & 0xffffffff);
        registers.rcx = 0x1234000000000000 | (address >> 32);
        auto const before = registers;
        auto const status = stm::api::serve_os_call(registers, function, long_mode, phase, kPlatform, *os.policy, *list,
                                                    log, database, *desk, os.window, kLinear);
        auto after = registers;
        if (function == kGetBiosResources) after.rdx = before.rdx;
        CHECK(std::memcmp(&after, &before, sizeof after) == 0); // EAX is for who asks
        return static_cast<std::uint32_t>(status);
    }
    std::uint32_t call_with(std::uint32_t function, Bytes const& bytes) {
        place(kCallPage, bytes_of(page_of(bytes)));
        memory().writes = 0;
        return call(function);
    }
    std::uint32_t manage_log(std::uint32_t sub, std::uint32_t argument = 0,
                             std::vector<std::uint64_t> const& pages = {}) {
        Bytes bytes(16 + 8 * pages.size());
        put(bytes, 0, 4, sub);
        put(bytes, 4, 4, argument);
        for (std::size_t i = 0; i < pages.size(); ++i)
            put(bytes, 8 + 8 * i, 8, pages[i]);
        return call_with(kEventLog, bytes);
    }
    void run_log(std::uint32_t enabled) {
        REQUIRE(manage_log(1, 1, {kLogPage}) == kSuccess);
        REQUIRE(manage_log(2, enabled) == kSuccess);
        REQUIRE(manage_log(3) == kSuccess);
    }
    // The types of the entries, in the order of their slots.
    [[nodiscard]] static std::vector<unsigned> logged() {
        std::vector<unsigned> types;
        for (auto slot = kLogPage; slot < kLogPage + 0x1000; slot += 256)
            if ((memory().bytes[slot + 6] & 2) != 0) types.push_back(memory().bytes[slot + 4]);
        return types;
    }
};

} // namespace

TEST_CASE("REQ-LIFE-07, REQ-CALL-05: a call that is out of order, or none, changes nothing and reads no page") {
    for (auto const& [phase, function, expected] :
         {std::tuple{Phase::Off, kProtect, kStopped}, std::tuple{Phase::Initialized, kUnprotect, kUnspecified},
          std::tuple{Phase::Started, 0x10001u, kInvalidApi}, std::tuple{Phase::Started, 2u, kInvalidApi},
          std::tuple{Phase::Started, 0x10007u, kInvalidApi}}) {
        CAPTURE(function);
        Caller caller;
        caller.phase = phase;
        CHECK(caller.call_with(function, join({mem(0x200000, 0x1000), end()})) == expected);
        CHECK(memory().writes == 0);
        CHECK(memory().reads == 0);
        CHECK(caller.os.handler(stm::Area::Physical, 0x200) == stm::Decision::Denied);
    }
}

TEST_CASE("REQ-CALL-06: a call whose page is not the OS's is refused, whichever it is (W-38)") {
    Caller caller;
    for (auto const function : {kProtect, kUnprotect, kGetBiosResources, kDatabase, kEventLog})
        for (auto const address : {kTseg, kMseg, kTop + 1 - 0x1000, std::uint64_t{0xa0000}, std::uint64_t{1} << 36}) {
            CAPTURE(function);
            CAPTURE(address);
            memory().writes = 0;
            memory().reads = 0;
            CHECK(caller.call(function, address) == kSecurityViolation);
            CHECK(memory().writes == 0);
            CHECK(memory().reads == 0);
        }
    caller.long_mode = false; // ECX has to be 0 there
    CHECK(caller.call(kProtect, 0x123456000) == kInvalidParameter);
    CHECK(caller.call_with(kProtect, join({mem(0x200000, 0x1000), end()})) == kSuccess);
}

TEST_CASE("REQ-POL-03, REQ-EXC-04: what is protected and given up again is in force and in the log") {
    Caller caller;
    caller.run_log(kLogGranted | kLogDenied | kLogUnprotected);
    auto const list = join({mem(0x200000, 0x1000), io(0x80, 4), end()});
    CHECK(caller.call_with(kProtect, list) == kSuccess);
    CHECK(caller.os.handler(stm::Area::Physical, 0x200) == stm::Decision::Protected);
    CHECK(caller.logged() == std::vector{5u, 5u});
    CHECK(caller.call_with(kProtect, join({mem(0x100000, 0x1000), end()})) == kUnprotectable);
    CHECK(caller.logged() == std::vector{5u, 5u, 6u});
    CHECK(caller.call_with(kUnprotect, list) == kSuccess);
    CHECK(caller.os.handler(stm::Area::Physical, 0x200) == stm::Decision::Denied);
    CHECK(caller.logged() == std::vector{5u, 5u, 6u, 7u, 7u});
}

TEST_CASE("REQ-EXC-04: a call that ends in a complaint about its parameters is one event, and no other call is") {
    Caller caller;
    caller.run_log(kLogBadParameters);
    CHECK(caller.call_with(kProtect, mem(0x200000, 0x1001)) == kMalformed);
    CHECK(caller.logged() == std::vector{2u});
    CHECK(caller.call(kDatabase, kMseg) == kSecurityViolation);
    CHECK(caller.logged() == std::vector{2u, 2u});
    CHECK(caller.manage_log(9) == kFunctionNotSupported);
    CHECK(caller.logged() == std::vector{2u, 2u, 2u});
    caller.registers.rdx = 7;
    CHECK(caller.call(kGetBiosResources) == kPageNotFound);
    CHECK(caller.logged().size() == 4);
    CHECK(caller.call_with(kProtect, join({mem(0x100000, 0x1000), end()})) == kUnprotectable);
    CHECK(caller.call(0x10007) == kInvalidApi);
    CHECK(caller.logged().size() == 4);
    CHECK(caller.manage_log(4) == kSuccess);
    CHECK(caller.call(kDatabase, kMseg) == kSecurityViolation);
    CHECK(caller.logged().size() == 4);
}

TEST_CASE("REQ-RSC-05: GetBiosResources hands out the list to the page that was named, and counts in EDX") {
    Caller caller;
    caller.registers.rdx = 0;
    CHECK(caller.call(kGetBiosResources) == kSuccess);
    CHECK(caller.registers.rdx == 1);
    CHECK(memory().bytes[kCallPage + 0xfff] == 1);
    CHECK(caller.call(kGetBiosResources) == kSuccess);
    CHECK(caller.registers.rdx == 0);
    CHECK(memory().bytes[kCallPage + 0xf] == 1);
    CHECK(memory().bytes[kCallPage + 0x10] == 0);
    caller.registers.rdx = 2;
    CHECK(caller.call(kGetBiosResources) == kPageNotFound);
    CHECK(caller.registers.rdx == 2);
}

TEST_CASE("REQ-DOM-02: ManageVmcsDatabase keeps what it was told from one call to the next") {
    Caller caller;
    auto const ask = [&](std::uint32_t add) {
        return caller.call_with(kDatabase, bytes_of(page_of(Asked{.pointer = 0x555000, .add_or_remove = add})));
    };
    CHECK(ask(0) == kInvalidVmcsDatabase);
    CHECK(ask(1) == kSuccess);
    CHECK(caller.database.contains(0x555000));
    CHECK(ask(1) == kInvalidVmcsDatabase);
    CHECK(ask(0) == kSuccess);
    CHECK_FALSE(caller.database.contains(0x555000));
}
