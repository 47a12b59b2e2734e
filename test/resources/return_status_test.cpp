// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/return_status.h"
#include "test/resources/generate.hpp"
#include "test/resources/oracle.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <memory>

using namespace redoubt::test;
using stm::Call;
using stm::Status;
using stm::resources::Ecam;
using stm::resources::OsList;

namespace {

constexpr Ecam kEcam{.first_page = kWindowPage, .buses = kWindowBuses};

Bytes answered(Bytes const& bytes, Call call, std::vector<Status> const& verdicts) {
    auto page = page_of(bytes);
    auto const list = std::make_unique<OsList>();
    REQUIRE(stm::resources::read_os_list(page, call, kEcam, *list));
    REQUIRE(list->count == verdicts.size());
    stm::resources::set_return_status(page, *list, verdicts.data());
    return bytes_of(page);
}

} // namespace

TEST_CASE("REQ-RSC-02: ReturnStatus is set for each descriptor that is granted, and for no other") {
    auto const bytes = join({io(0x70, 1), io(0x72, 1), ignored(io(0x74, 1)), mem(0x1000, 0x1000), end()});
    auto const page = answered(bytes, Call::Protect, {Status::Ok, Status::Taken, Status::Ok});
    auto expected = bytes_of(page_of(bytes));
    expected[6] = 1;
    expected[48 + 6] = 1;
    CHECK(page == expected);
}

TEST_CASE("REQ-RSC-02: a descriptor is granted only if its other name is, too (W-38)") {
    auto const bytes = join({pci(0, 31, 0), mem(0x1000 * kWindowPage, 0x1000), end()});
    for (unsigned which = 0; which < 4; ++which) {
        std::vector<Status> verdicts(4, Status::Ok);
        verdicts[which] = Status::Reserved;
        auto expected = bytes_of(page_of(bytes));
        expected[which < 2 ? 22 + 6 : 6] = 1;
        CHECK(answered(bytes, Call::Protect, verdicts) == expected);
    }
}

TEST_CASE("REQ-RSC-10: ALL_RESOURCES is processed, so its ReturnStatus is set, and the end's is not") {
    auto const bytes = join({all_resources(), end()});
    auto expected = bytes_of(page_of(bytes));
    expected[6] = 1;
    CHECK(answered(bytes, Call::Unprotect, {}) == expected);
    CHECK(answered(end(), Call::Protect, {}) == bytes_of(page_of(end())));
}

TEST_CASE("REQ-RSC-02: random verdicts on random lists change the granted descriptors' bits and nothing else") {
    auto const seed = seed_or(5);
    CAPTURE(seed);
    Random random(seed);
    unsigned lists = 0;
    for (unsigned n = 0; n < 5000; ++n) {
        auto const call = static_cast<Call>(1 + random.below(2));
        auto const bytes = some_list(random, call, 4096);
        auto const all = parse(bytes_of(page_of(bytes)), call, {kWindowPage, kWindowBuses});
        if (!all) continue;
        ++lists;
        std::vector<Status> verdicts;
        auto expected = bytes_of(page_of(bytes));
        for (auto const& descriptor : *all) {
            bool granted = !descriptor.ignored;
            for (std::size_t i = 0; i < descriptor.names.size(); ++i) {
                auto const refused = random.one_in(3);
                verdicts.push_back(refused ? static_cast<Status>(1 + random.below(5)) : Status::Ok);
                granted = granted && !refused;
            }
            if (granted) expected[descriptor.at + 6] |= 1;
        }
        REQUIRE(answered(bytes, call, verdicts) == expected);
    }
    CHECK(lists > 1000);
}
