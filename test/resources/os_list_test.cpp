// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/os_list.h"
#include "test/resources/oracle.hpp"

#include <doctest/doctest.h>
#include <memory>

using namespace redoubt::test;
using stm::Area;
using stm::Call;
using stm::resources::Ecam;
using stm::resources::OsList;

namespace {

constexpr Ecam kEcam{.first_page = 0xe0000, .buses = 256};

std::unique_ptr<OsList> read(Bytes const& bytes, Call call, bool good = true) {
    auto const page = page_of(bytes);
    auto list = std::make_unique<OsList>();
    list->count = 77;
    list->everything = true;
    REQUIRE(stm::resources::read_os_list(page, call, kEcam, *list) == good);
    return list;
}

std::vector<Named> names(OsList const& list) {
    std::vector<Named> all;
    for (std::uint32_t i = 0; i < list.count; ++i)
        all.push_back(named(list.request[i]));
    return all;
}

} // namespace

TEST_CASE("REQ-RSC-08: each type of descriptor is the range that the interface says") {
    auto const list = read(join({mem(0x5000, 0x3000, 5), io(0x70, 2), mmio(0xfed00000, 0x1000, 2), msr(0x1f2, 0, ~0ull),
                                 pci(1, 2, 3, 0, 0x1000, 1), end()}),
                           Call::Protect);
    std::vector<Named> const expected{
        {Area::Physical, true, false, true, 5, 7},
        {Area::Port, true, true, false, 0x70, 0x71},
        {Area::Physical, false, true, false, 0xfed00, 0xfed00},
        {Area::Msr, false, true, false, 64 * 0x1f2, 64 * 0x1f2 + 63},
        {Area::Pci, true, false, false, 4096 * (256 + 16 + 3), 4096 * (256 + 16 + 3) + 4095},
        {Area::Physical, true, false, false, 0xe0000 + 256 + 16 + 3, 0xe0000 + 256 + 16 + 3},
    };
    CHECK(names(*list) == expected);
    REQUIRE(list->nodes.count == 5);
    CHECK(list->first[0] == 0);
    CHECK(list->first[4] == 4);
    CHECK(list->first[5] == 6);
    CHECK_FALSE(list->everything);
}

TEST_CASE("REQ-EXC-07: a range of memory over the whole window names every function's registers too (W-38)") {
    auto const list = read(join({mmio(0xe0000000, 0x10000000), end()}), Call::Protect);
    std::vector<Named> const expected{{Area::Physical, true, true, false, 0xe0000, 0xeffff},
                                      {Area::Pci, true, true, false, 0, 0xfffffff}};
    CHECK(names(*list) == expected);
}

TEST_CASE("REQ-RSC-04: what is ignored names nothing") {
    auto const list =
        read(join({ignored(mem(0x5000, 0x3000)), io(0x70, 2), ignored(all_resources()), end()}), Call::Unprotect);
    CHECK(names(*list) == std::vector<Named>{{Area::Port, true, true, false, 0x70, 0x71}});
    CHECK(list->nodes.count == 3);
    CHECK_FALSE(list->everything);
}

TEST_CASE("REQ-RSC-10: ALL_RESOURCES in unprotect is everything, beside whatever else is named") {
    auto const list = read(join({io(0x70, 2), all_resources(), end()}), Call::Unprotect);
    CHECK(list->everything);
    CHECK(list->count == 1);
    CHECK_FALSE(read(join({all_resources(), end()}), Call::Protect, false)->everything);
}

TEST_CASE("REQ-RSC-01: a list that is malformed at its very end names nothing") {
    auto const list = read(join({io(0x70, 2), mem(0x1000, 0), end()}), Call::Protect, false);
    CHECK(list->count == 0);
    CHECK_FALSE(list->everything);
}

TEST_CASE("REQ-RSC-08: a page full of PCI functions names two requests for each, and there is room for them") {
    std::vector<Bytes> parts;
    for (unsigned i = 0; i < 185; ++i)
        parts.push_back(pci(static_cast<std::uint8_t>(i), 1, 0));
    auto const longest = [&] {
        auto all = parts;
        all.push_back(end());
        return join(all);
    };
    CHECK(longest().size() == 4086);
    auto const list = read(longest(), Call::Protect);
    CHECK(list->count == stm::kMaxRequests);
    CHECK(list->first[185] == 370);
    parts.push_back(pci(200, 1, 0));
    CHECK(read(longest(), Call::Protect, false)->count == 0);
}

TEST_CASE("REQ-RSC-01: a page full of the shortest descriptors is read to its end") {
    std::vector<Bytes> parts(510, all_resources());
    parts.push_back(end());
    auto const list = read(join(parts), Call::Unprotect);
    CHECK(list->nodes.count == 510);
    CHECK(list->everything);
}
