// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/grant.h"
#include "test/resources/generate.hpp"
#include "test/resources/memory.hpp"
#include "test/resources/oracle.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <memory>

using namespace redoubt::test;
using stm::Area;
using stm::Decision;
using stm::Request;

namespace {

constexpr std::uint64_t kList = kTseg + 0x2000;
constexpr std::uint64_t kLastPageOfSmram = kTop >> 12;

enum class Execution { Everywhere, InSmramOnly };

// What the handler may reach, after the BIOS's list has been granted.
class Bench {
public:
    bool grant(Bytes const& list, Execution execution, std::uint64_t address = kList) {
        clear_memory();
        place(kList, list);
        stm::arch::Window window{};
        return stm::resources::grant(*policy_, *list_, *scratch_, kLayout, address, execution == Execution::Everywhere,
                                     window, kLinear);
    }
    [[nodiscard]] bool may(Area area, unsigned access, std::uint64_t x) const {
        Request const request{area, access == 0, access == 1, access == 2, x, x};
        return policy_->for_handler(request) == Decision::Granted;
    }
    [[nodiscard]] bool may_page(unsigned access, std::uint64_t page) const { return may(Area::Physical, access, page); }
    [[nodiscard]] stm::Status claim_more() {
        Request const request{Area::Port, true, true, false, 1, 1};
        stm::Status verdict{};
        return policy_->claim(&request, 1, &verdict);
    }
    [[nodiscard]] std::uint32_t list_bytes() const { return list_->bytes; }

private:
    std::unique_ptr<stm::Policy> policy_ = std::make_unique<stm::Policy>();
    std::unique_ptr<stm::resources::BiosList> list_ = std::make_unique<stm::resources::BiosList>();
    std::unique_ptr<stm::resources::GrantScratch> scratch_ = std::make_unique<stm::resources::GrantScratch>();
};

// Whether one of the ranges names it.
bool names(std::vector<Named> const& ranges, Area area, unsigned access, std::uint64_t x) {
    return std::ranges::any_of(ranges, [&](Named const& range) {
        bool const asked = access == 0 ? range.read : access == 1 ? range.write : range.execute;
        return range.area == area && asked && range.first <= x && x <= range.last;
    });
}

constexpr std::uint64_t last_of(Area area) {
    switch (area) {
    case Area::Physical: return 0xffffffffff;
    case Area::Msr: return 0x3fffffffff;
    case Area::Pci: return 0xfffffff;
    default: return 0xffff;
    }
}

} // namespace

TEST_CASE("REQ-POL-01: without a list the handler has its own part of SMRAM, and nothing else") {
    for (auto const execution : {Execution::Everywhere, Execution::InSmramOnly}) {
        Bench bench;
        REQUIRE(bench.grant({}, execution, 0));
        CHECK(bench.list_bytes() == 0);
        for (unsigned access = 0; access < 3; ++access) {
            CHECK_FALSE(bench.may_page(access, (kTseg >> 12) - 1));
            CHECK(bench.may_page(access, kTseg >> 12));
            CHECK(bench.may_page(access, (kMseg >> 12) - 1));
            CHECK_FALSE(bench.may_page(access, kMseg >> 12));
            CHECK_FALSE(bench.may_page(access, kLastPageOfSmram));
            CHECK_FALSE(bench.may_page(access, 0));
        }
        CHECK_FALSE(bench.may(Area::Port, 0, 0xb2));
    }
}

TEST_CASE("REQ-POL-17: memory outside SMRAM is executed only if the descriptor of the handler lets it be") {
    auto const list = join({mem(0x100000, 0x1000, 7), mem(0x200000, 0x1000, 4), mem(0x300000, 0x1000, 5), end()});
    Bench everywhere;
    REQUIRE(everywhere.grant(list, Execution::Everywhere));
    CHECK(everywhere.may_page(2, 0x100));
    CHECK(everywhere.may_page(2, 0x200));
    CHECK(everywhere.may_page(2, 0x300));
    Bench only;
    REQUIRE(only.grant(list, Execution::InSmramOnly));
    for (std::uint64_t const page : {0x100u, 0x200u, 0x300u})
        CHECK_FALSE(only.may_page(2, page));
    CHECK(only.may_page(0, 0x100));
    CHECK(only.may_page(1, 0x100));
    CHECK_FALSE(only.may_page(0, 0x200));
    CHECK(only.may_page(0, 0x300));
    CHECK(only.may_page(2, kTseg >> 12));
}

TEST_CASE("REQ-POL-02: a list that claims a page of the monitor is refused") {
    for (auto const& claim : {mem(kTseg, kTop + 1 - kTseg, 7), mem(kMseg, 1, 1), mem(kTop, 1, 2), mem(kMseg - 1, 2, 4),
                              mmio(kMseg, 0x1000, 1), msr(0x9b, 0, 1), msr(0x1f2, 0, 1), msr(0x1f3, 0, 1)}) {
        Bench bench;
        CHECK_FALSE(bench.grant(join({io(0x70, 2), claim, end()}), Execution::Everywhere));
    }
    Bench bench;
    CHECK(bench.grant(join({mem(kTseg, kMseg - kTseg, 7), msr(0x9b, ~0ull, 0), end()}), Execution::Everywhere));
}

TEST_CASE("REQ-RSC-06: a list that cannot be read grants nothing") {
    for (auto const& list : {Bytes{1, 2, 3}, join({io(0x70, 0), end()}), join({all_resources(), end()})}) {
        Bench bench;
        CHECK_FALSE(bench.grant(list, Execution::Everywhere));
        CHECK(bench.list_bytes() == 0);
    }
    Bench outside;
    CHECK_FALSE(outside.grant({}, Execution::Everywhere, kTseg - 0x1000));
    Bench inside;
    CHECK_FALSE(inside.grant({}, Execution::Everywhere, kMseg));
}

TEST_CASE("REQ-POL-10: nothing can be claimed afterwards") {
    Bench bench;
    REQUIRE(bench.grant(join({io(0x70, 2), end()}), Execution::Everywhere));
    CHECK(bench.claim_more() == stm::Status::Sealed);
}

TEST_CASE("REQ-POL-01, REQ-POL-17: exactly what the list names is granted, by random lists") {
    Random random(seed_or(20));
    unsigned granted = 0;
    for (unsigned round = 0; round < 200; ++round) {
        CAPTURE(round);
        auto const list = some_list(random, stm::Call::Claim, 0x2000);
        auto const execution = random.one_in(2) ? Execution::Everywhere : Execution::InSmramOnly;
        Bench bench;
        if (!bench.grant(list, execution)) continue;
        ++granted;
        auto const descriptors = parse(list, stm::Call::Claim, {0, 0});
        REQUIRE(descriptors);
        std::vector<Named> ranges;
        for (auto const& descriptor : *descriptors)
            ranges.insert(ranges.end(), descriptor.names.begin(), descriptor.names.end());
        for (auto const& range : ranges)
            for (auto const x : {range.first - 1, range.first, range.last, range.last + 1})
                for (auto const area : {Area::Physical, Area::Port, Area::Msr, Area::Pci, Area::TrappedPort})
                    for (unsigned access = 0; access < (area == Area::Physical ? 3u : 2u); ++access) {
                        if (x > last_of(area)) continue;
                        bool const own = area == Area::Physical && kTseg >> 12 <= x && x < kMseg >> 12;
                        bool const claimed =
                            names(ranges, area, access, x) && (access < 2 || execution == Execution::Everywhere);
                        REQUIRE(bench.may(area, access, x) == (own || claimed));
                    }
    }
    CHECK(granted > 100);
}
