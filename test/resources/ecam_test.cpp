// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/ecam.h"
#include "test/resources/oracle.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::Area;
using stm::Request;
using stm::resources::Ecam;

namespace {

constexpr Ecam kEcam{.first_page = 0xe0000, .buses = 4};

Request of(Area area, std::uint64_t first, std::uint64_t last) {
    return {.area = area, .read = true, .write = true, .execute = false, .first = first, .last = last};
}

std::vector<Named> other(Request const& r, Ecam const& ecam = kEcam) {
    Request found{};
    if (!stm::resources::other_name(r, ecam, found)) return {};
    return {named(found)};
}

} // namespace

TEST_CASE(
    "REQ-EXC-07: a function's page in the window is also its registers, and its registers are also its page (W-38)") {
    for (std::uint64_t bdf : {0ull, 1ull, 0xf8ull, 0x1ffull, 0x3ffull}) {
        auto const page = of(Area::Physical, 0xe0000 + bdf, 0xe0000 + bdf);
        auto const registers = of(Area::Pci, 4096 * bdf, 4096 * bdf + 4095);
        CHECK(other(page) == std::vector{named(registers)});
        CHECK(other(registers) == std::vector{named(page)});
    }
}

TEST_CASE("REQ-EXC-07: memory that meets the window in part is also the registers of that part (W-38)") {
    CHECK(other(of(Area::Physical, 0, 0xfffffffff)) == std::vector{named(of(Area::Pci, 0, 4096 * 1024 - 1))});
    CHECK(other(of(Area::Physical, 0xdffff, 0xe0000)) == std::vector{named(of(Area::Pci, 0, 4095))});
    CHECK(other(of(Area::Physical, 0xe03ff, 0xe0400)) ==
          std::vector{named(of(Area::Pci, 4096 * 1023, 4096 * 1024 - 1))});
    CHECK(other(of(Area::Physical, 0xdfff0, 0xdffff)).empty());
    CHECK(other(of(Area::Physical, 0xe0400, 0xe0500)).empty());
}

TEST_CASE("REQ-EXC-07: functions on a bus that the window does not show have one name, and so has part of a function") {
    CHECK(other(of(Area::Pci, 4096 * 1024, 4096 * 1025 - 1)).empty());
    CHECK(other(of(Area::Pci, 4096 * 1023, 4096 * 1025 - 1)).empty());
    CHECK(other(of(Area::Pci, 4, 7)).empty());
    CHECK(other(of(Area::Pci, 0, 4094)).empty());
    CHECK(other(of(Area::Pci, 1, 4095)).empty());
}

TEST_CASE("REQ-EXC-07: the other name is for the same accesses, and registers are not executed") {
    auto r = of(Area::Physical, 0xe0000, 0xe0000);
    r.write = false;
    r.execute = true;
    CHECK(other(r) == std::vector{Named{Area::Pci, true, false, false, 0, 4095}});
    r.read = false;
    CHECK(other(r).empty());
}

TEST_CASE("REQ-EXC-07: without a window there is no other name, nor for ports and MSRs") {
    Ecam const none{.first_page = 0, .buses = 0};
    CHECK(other(of(Area::Physical, 0, stm::kLastPage), none).empty());
    CHECK(other(of(Area::Pci, 0, 4095), none).empty());
    Ecam const low{.first_page = 0, .buses = 256};
    for (auto const area : {Area::Port, Area::Msr, Area::TrappedPort})
        CHECK(other(of(area, 0, 4095), low).empty());
    CHECK(other(of(Area::Pci, 0, stm::kLastPciByte), low) == std::vector{named(of(Area::Physical, 0, 0xffff))});
}
