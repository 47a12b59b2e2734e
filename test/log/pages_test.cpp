// SPDX-License-Identifier: Apache-2.0
#include "test/log/os.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::abi::Status;

namespace {

std::vector<std::uint64_t> pages_from(std::uint64_t first, std::size_t n) {
    std::vector<std::uint64_t> pages;
    for (std::size_t k = 0; k < n; ++k)
        pages.push_back(first + 0x1000 * k);
    return pages;
}

Status new_log(std::uint64_t address) {
    Os os;
    return os.call(kNew, 1, {address});
}

} // namespace

TEST_CASE("REQ-CALL-08: a log has 1 to 510 pages") {
    for (auto const n : {1u, 2u, 509u, 510u}) {
        Os os;
        CHECK(os.call(kNew, n, pages_from(0x100000, n)) == Status::Success);
        CHECK(os.log->pages() == n);
        for (std::uint32_t k = 0; k < n; ++k)
            CHECK(os.log->page_address(k) == 0x100000 + 0x1000 * k);
    }
    for (auto const n : {0u, 511u, 512u, 0x10001u, 0x80000000u, 0xffffffffu}) {
        Os os;
        CHECK(os.call(kNew, n, pages_from(0x100000, 510)) == Status::InvalidPageCount);
    }
    Os os; // a log that there is already is the last reason to refuse one
    os.run({0x5000}, 1);
    CHECK(os.call(kNew, 0) == Status::InvalidPageCount);
    CHECK(os.call(kNew, 1, {0x5001}) == Status::SecurityViolation);
    CHECK(os.call(kNew, 1, {0x5000}) == Status::LogAllocated);
}

TEST_CASE("REQ-CALL-07: no page of the log lies in SMRAM, nor behind TSEG below 4 GiB") {
    for (auto const page : std::initializer_list<std::uint64_t>{0x7f000, 0x7f001, 0x7f6ff, 0x7f700, 0x7f7fe, 0x7f7ff,
                                                                0x7f800, 0xfee00, 0xfffff, 0xa0, 0xa1, 0xb8, 0xbf})
        CHECK(new_log(0x1000 * page) == Status::SecurityViolation);
    for (auto const page : std::initializer_list<std::uint64_t>{0x7efff, 0x100000, 0x9f, 0xc0, 0, 0x17f000})
        CHECK(new_log(0x1000 * page) == Status::Success);
}

TEST_CASE("REQ-CALL-07: a page of the log begins at a multiple of 4 KiB") {
    for (std::uint64_t bit = 0; bit < 12; ++bit)
        CHECK(new_log(0x100000 + (1u << bit)) == Status::SecurityViolation);
}

TEST_CASE("REQ-CALL-07: a page of the log lies below the end of physical addresses") {
    CHECK(new_log(limit - 0x1000) == Status::Success);
    for (auto const address : {limit, limit + 0x1000, std::uint64_t{1} << 51, std::uint64_t{1} << 52,
                               std::uint64_t{1} << 63, 0xfffffffffffff000, limit + 0x5000})
        CHECK(new_log(address) == Status::SecurityViolation);
}

TEST_CASE(
    "REQ-CALL-07: one bad page among good ones is found, wherever it is, and those behind the count do not matter") {
    for (std::size_t bad = 0; bad < 510; ++bad) {
        auto pages = pages_from(0x100000, 510);
        pages[bad] = 0x7f700000;
        Os os;
        CHECK(os.call(kNew, 510, pages) == Status::SecurityViolation);
        CHECK(os.log->pages() == 0);
        if (bad != 0) CHECK(os.call(kNew, static_cast<std::uint32_t>(bad), pages) == Status::Success);
    }
}

TEST_CASE("REQ-CALL-07: pages are cleared when a log is made and when it is cleared, those and no others") {
    Os os;
    for (std::uint64_t address = 0x1000; address < 0x9000; address += 256)
        os.memory[address].fill(0xff); // valid, read, wrapped and locked
    (void)os.call(kNew, 2, {0x6000, 0x3000});
    for (std::uint64_t address = 0x1000; address < 0x9000; address += 256)
        CHECK(os.memory.contains(address) == (address / 0x1000 != 6 && address / 0x1000 != 3));
    (void)os.call(kConfigure, 0x3ff);
    (void)os.call(kStart);
    for (int k = 0; k < 40; ++k)
        (void)os.record(4);
    (void)os.call(kStop);
    (void)os.call(kClear);
    for (std::uint64_t address = 0x1000; address < 0x9000; address += 256)
        CHECK(os.memory.contains(address) == (address / 0x1000 != 6 && address / 0x1000 != 3));
}
