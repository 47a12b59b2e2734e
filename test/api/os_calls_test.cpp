// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/bios_resources.h"
#include "monitor/api/order.h"
#include "monitor/api/vmcs_database.h"
#include "test/api/os_world.hpp"
#include "test/domains/request.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::api::Phase;

namespace {

constexpr std::uint32_t kPageNotFound = 0x80010003, kStopped = 0x8001000a, kUnspecified = 0x8001ffff,
                        kInvalidApi = 0x80038001;

std::uint32_t order(Phase phase, std::uint32_t function) {
    return static_cast<std::uint32_t>(stm::api::order_status(phase, function));
}

// A list of so many bytes, none of which is 0.
std::unique_ptr<stm::resources::BiosList> list_of(std::uint32_t bytes) {
    auto list = std::make_unique<stm::resources::BiosList>();
    list->bytes = bytes;
    for (std::uint32_t b = 0; b < bytes; ++b)
        list->word[b / 8] |= std::uint64_t{b % 251 + 1} << (8 * (b % 8));
    return list;
}

struct Answer {
    std::uint32_t status;
    std::uint64_t rdx;
};

Answer get_page(stm::resources::BiosList const& list, std::uint64_t rdx, std::uint64_t address) {
    stm::arch::Registers registers{};
    registers.rdx = rdx;
    stm::arch::Page page{};
    stm::arch::Window window{};
    auto const status = stm::api::get_bios_resources(registers, kPlatform, list, address, page, window, kLinear);
    return {static_cast<std::uint32_t>(status), registers.rdx};
}

} // namespace

TEST_CASE("REQ-LIFE-07: calls are served in the interface's order, and others are refused") {
    for (std::uint32_t function : {0x10003u, 0x10005u, 0x10006u, 0x10008u}) {
        CHECK(order(Phase::Off, function) == kStopped);
        CHECK(order(Phase::Initialized, function) == kSuccess);
        CHECK(order(Phase::Started, function) == kSuccess);
    }
    CHECK(order(Phase::Off, 0x10004) == kStopped);
    CHECK(order(Phase::Initialized, 0x10004) == kUnspecified);
    CHECK(order(Phase::Started, 0x10004) == kSuccess);
}

TEST_CASE("REQ-CALL-05: functions that are not served here are answered with INVALID_API") {
    for (std::uint32_t function : {0u, 1u, 4u, 0x10000u, 0x10001u, 0x10002u, 0x10007u, 0x10009u, 0x1000du, 0x1000eu,
                                   0x20003u, 0x80010003u, 0xffffffffu})
        for (auto const phase : {Phase::Off, Phase::Initialized, Phase::Started})
            CHECK(order(phase, function) == kInvalidApi);
}

TEST_CASE("REQ-EXC-04: what is refused for the moment's sake blames no parameter") {
    for (std::uint32_t status :
         {0x80038002u, 0x80010001u, 0x8001000du, 0x80010003u, 0x80010013u, 0x8001000eu, 0x80010016u})
        CHECK(stm::api::blames_parameters(static_cast<stm::abi::Status>(status)));
    for (std::uint32_t status : {0u, 0x80010007u, 0x80010015u, 0x8001000cu, 0x8001000fu, 0x80010010u, 0x80010011u,
                                 0x80010012u, 0x80010014u, 0x8001000au, 0x8001ffffu, 0x80038001u})
        CHECK_FALSE(stm::api::blames_parameters(static_cast<stm::abi::Status>(status)));
}

TEST_CASE("REQ-EXC-04: a list has the event of its call and its outcome") {
    auto const event = [](bool unprotect, std::uint32_t status) {
        return static_cast<unsigned>(stm::api::list_event(unprotect, static_cast<stm::abi::Status>(status)));
    };
    CHECK(event(false, 0) == 5);
    CHECK(event(false, 0x80010007) == 6);
    CHECK(event(true, 0) == 7);
    CHECK(event(true, 0x8001ffff) == 8);
}

TEST_CASE("REQ-RSC-05: the BIOS's list comes page by page, with zeros behind its end") {
    clear_memory();
    auto const list = list_of(0x2010);
    for (std::uint64_t index = 0; index < 3; ++index) {
        auto const answer = get_page(*list, index, kCallPage);
        CHECK(answer.status == kSuccess);
        CHECK(answer.rdx == (index + 1) % 3);
        for (std::uint64_t b = 0; b < 0x1000; ++b) {
            auto const at = 0x1000 * index + b;
            REQUIRE(memory().bytes.at(kCallPage + b) == (at < 0x2010 ? at % 251 + 1 : 0));
        }
    }
    CHECK(memory().bytes.size() == 0x1000);
}

TEST_CASE("REQ-CALL-08: an index past the end is refused, writes nothing, and leaves EDX (W-42)") {
    clear_memory();
    auto const list = list_of(0x2000);
    for (std::uint64_t index : {2ull, 3ull, 0x100000ull, 0xfffffffeull, 0xffffffffull, 0x12345678ffffffffull}) {
        auto const answer = get_page(*list, index, kCallPage);
        CHECK(answer.status == kPageNotFound);
        CHECK(answer.rdx == index);
    }
    CHECK(get_page(*list_of(0), 0, kCallPage).status == kPageNotFound);
    CHECK(memory().writes == 0);
    auto const answer = get_page(*list, 0xabcdef0100000001, kCallPage); // EDX, not RDX
    CHECK(answer.status == kSuccess);
    CHECK(answer.rdx == 0);
}

TEST_CASE("REQ-DOM-01: no VMCS in TSEG comes into the database, up to its last page") {
    stm::domains::VmcsDatabase database;
    database.clear();
    auto const ask = [&](std::uint64_t pointer, std::uint32_t add = 1) {
        return static_cast<std::uint32_t>(stm::api::manage_vmcs_database(
            page_of(Asked{.pointer = pointer, .add_or_remove = add}), kPlatform, database));
    };
    CHECK(ask(kTseg - 0x1000) == kSuccess);
    CHECK(ask(kTseg) == kSecurityViolation);
    CHECK(ask(kMseg) == kSecurityViolation);
    CHECK(ask(kTop + 1 - 0x1000) == kSecurityViolation);
    CHECK(ask(kTop + 1) == kSuccess);
    CHECK(ask(kTop + 1) == kInvalidVmcsDatabase);
    CHECK(ask((1ull << 36) - 0x1000) == kSuccess);
    CHECK(ask(1ull << 36) == kInvalidParameter);
    CHECK(ask(kTop + 1, 0) == kSuccess);
    CHECK(ask(kTop + 1, 0) == kInvalidVmcsDatabase);
    CHECK_FALSE(database.contains(kTop + 1));
    CHECK(database.contains(kTseg - 0x1000));
}

TEST_CASE("REQ-CALL-06: parameters are taken from a page of the OS, named by EBX and ECX, and from no other") {
    clear_memory();
    place(0x123456000, Bytes(0x1000, 0x5a));
    stm::arch::Page page{};
    stm::arch::Window window{};
    std::uint64_t address = 7;
    auto const take = [&](std::uint64_t rbx, std::uint64_t rcx, bool long_mode) {
        stm::arch::Registers registers{};
        registers.rbx = rbx;
        registers.rcx = rcx;
        return static_cast<std::uint32_t>(
            stm::api::read_os_parameters(registers, long_mode, kPlatform, page, address, window, kLinear));
    };
    CHECK(take(0xffffffff23456789, 0x77777777'00000001, true) == kSuccess);
    CHECK(address == 0x123456000);
    CHECK(page.word[511] == 0x5a5a5a5a5a5a5a5a);
    CHECK(memory().reads == 1);
    CHECK(take(0x23456000, 1, false) == kInvalidParameter);
    CHECK(take(kMseg, 0, true) == kSecurityViolation);
    CHECK(take(kTseg + 0x123, 0, false) == kSecurityViolation);
    CHECK(take(0xa0000, 0, true) == kSecurityViolation);
    CHECK(take(0, 0x10, true) == kSecurityViolation); // 2^36
    CHECK(memory().reads == 1);
    CHECK(take(0, 0, false) == kSuccess);
    CHECK(address == 0);
}

TEST_CASE("REQ-CALL-06: the page of an answer is the OS's before anything is looked up for it") {
    std::uint64_t address = 7;
    auto const find = [&](std::uint64_t rbx, std::uint64_t rcx, bool long_mode) {
        stm::arch::Registers registers{};
        registers.rbx = rbx;
        registers.rcx = rcx;
        return static_cast<std::uint32_t>(stm::api::find_os_page(registers, long_mode, kPlatform, address));
    };
    CHECK(find(0x23456789, 1, true) == kSuccess);
    CHECK(address == 0x123456000);
    for (std::uint64_t at : {kTseg, kMseg, kTop, std::uint64_t{0xa0000}, std::uint64_t{0xbffff}})
        CHECK(find(at, 0, true) == kSecurityViolation);
    CHECK(find(0, 0x10, true) == kSecurityViolation);
    CHECK(find(0, 1, false) == kInvalidParameter);
    CHECK(address == 0);
}
