// SPDX-License-Identifier: Apache-2.0
#include "test/log/os.hpp"

#include <doctest/doctest.h>
#include <numeric>

using namespace redoubt::test;
using stm::abi::Status;

namespace {

constexpr std::uint64_t kLock = 1, kValid = 2, kWrapped = 8;

void check_header(Slot const& slot, std::uint64_t serial, std::uint64_t type, std::uint64_t flags) {
    CHECK(field(slot, 0, 4) == serial);
    CHECK(field(slot, 4, 2) == type);
    CHECK(field(slot, 6, 2) == flags);
}

bool is_zero(Slot const& slot, std::size_t from) {
    return std::accumulate(slot.begin() + static_cast<std::ptrdiff_t>(from), slot.end(), 0) == 0;
}

} // namespace

TEST_CASE("REQ-CALL-07: an entry is serial number, type, flags and data, each at its offset") {
    Os os;
    os.run({0x5000}, 0x3fe); // not the start
    CHECK(os.memory.empty());
    stm::log::EventData data{};
    for (std::size_t k = 0; k < 31; ++k)
        for (std::uint64_t n = 0; n < 8; ++n)
            data.word[k] |= (8 * k + n + 1) << (8 * n);
    for (std::uint16_t type = 1; type < 10; ++type) {
        REQUIRE(os.record(type, data));
        auto const& slot = os.memory.at(0x5000 + 256 * (type - 1u));
        check_header(slot, type - 1u, type, kValid);
        for (std::size_t k = 0; k < 248; ++k)
            CHECK(slot[8 + k] == k + 1);
    }
}

TEST_CASE("REQ-CALL-07: while an entry is written it is locked and not valid") {
    Os os;
    os.run({0x5000}, 0x004);
    stm::log::EventData data{};
    data.word[0] = 0x1234;
    for (int k = 0; k < 20; ++k) {
        REQUIRE(os.record(2, data));
        Slots memory;
        write_words(memory, os.entry);
        auto const flags = k < 16 ? 0 : kWrapped;
        check_header(memory.at(os.entry.address), static_cast<std::uint64_t>(k), 2, kLock | flags);
        CHECK(field(memory.at(os.entry.address), 8, 8) == 0x1234);
        write_header(memory, os.entry);
        check_header(memory.at(os.entry.address), static_cast<std::uint64_t>(k), 2, kValid | flags);
        CHECK(field(memory.at(os.entry.address), 8, 8) == 0x1234);
    }
}

TEST_CASE("REQ-CALL-07: the start and the stop are the log's first and last events, if they are enabled") {
    Os os;
    os.run({0x5000}, 0x003);
    check_header(os.memory.at(0x5000), 0, 0, kValid);
    CHECK(is_zero(os.memory.at(0x5000), 8));
    CHECK(os.call(kStop) == Status::Success);
    check_header(os.memory.at(0x5100), 1, 1, kValid);
    CHECK(is_zero(os.memory.at(0x5100), 8));
    CHECK(os.memory.size() == 2);

    os = Os{};
    os.run({0x5000}, 0x3fc);
    CHECK(os.call(kStop) == Status::Success);
    CHECK(os.memory.empty());
}

TEST_CASE("REQ-CALL-07: slots are used in turn over all pages, and from then on entries say that they overwrite one") {
    std::vector<std::uint64_t> const pages{0x7000, 0x2000, 0x5000};
    Os os;
    os.run(pages, 0x010);
    for (std::uint64_t k = 0; k < 200; ++k) {
        REQUIRE(os.record(4));
        auto const slot = k % 48;
        CHECK(os.entry.address == pages[slot / 16] + 256 * (slot % 16));
        check_header(os.memory.at(os.entry.address), k, 4, k < 48 ? kValid : kValid | kWrapped);
    }
    CHECK(os.memory.size() == 48);
}

TEST_CASE("REQ-CALL-07: the largest log wraps after 8160 entries") {
    std::vector<std::uint64_t> pages;
    for (std::uint64_t k = 0; k < 510; ++k)
        pages.push_back(0x40000000 + 0x3000 * k);
    Os os;
    os.run(pages, 0x001);
    for (std::uint64_t k = 1; k < 8160; ++k) {
        (void)os.call(kStop);
        (void)os.call(kStart);
        CHECK(os.entry.address == pages[k / 16] + 256 * (k % 16));
    }
    CHECK(field(os.memory.at(pages[509] + 0xf00), 6, 2) == kValid);
    (void)os.call(kStop);
    (void)os.call(kStart);
    CHECK(os.entry.address == pages[0]);
    check_header(os.memory.at(pages[0]), 8160, 0, kValid | kWrapped);
}

TEST_CASE("REQ-CALL-07: a stop keeps slot and serial number, a clearing the serial number alone") {
    Os os;
    os.run({0x5000}, 0x010);
    for (int k = 0; k < 18; ++k)
        (void)os.record(4);
    (void)os.call(kStop);
    (void)os.call(kStart);
    (void)os.record(4);
    CHECK(os.entry.address == 0x5200);
    check_header(os.memory.at(0x5200), 18, 4, kValid | kWrapped);
    (void)os.call(kStop);
    (void)os.call(kClear);
    (void)os.call(kStart);
    (void)os.record(4);
    CHECK(os.entry.address == 0x5000);
    check_header(os.memory.at(0x5000), 19, 4, kValid);
}

TEST_CASE("REQ-CALL-07: what the OS writes to its pages changes nothing in what the monitor does") {
    Os calm;
    Os wild;
    calm.run({0x5000, 0x6000}, 0x3ff);
    wild.run({0x5000, 0x6000}, 0x3ff);
    for (int k = 0; k < 100; ++k) {
        for (std::uint64_t address = 0x5000; address < 0x7000; address += 256)
            wild.memory[address].fill(static_cast<std::uint8_t>(k));
        REQUIRE(calm.record(3));
        REQUIRE(wild.record(3));
        CHECK(wild.entry.address == calm.entry.address);
        CHECK(wild.memory.at(wild.entry.address) == calm.memory.at(calm.entry.address));
    }
}
