// SPDX-License-Identifier: Apache-2.0
#include "test/domains/oracle.hpp"
#include "test/policy/random.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::domains::VmcsDatabase;

namespace {

std::uint64_t some_pointer(Random& random) {
    switch (random.below(20)) {
    case 0: return 0x7f000000 + 0x1000 * random.below(0x1000);
    case 1: return random.next();
    case 2: return 0x1000 * random.below(400) + random.below(0x1000);
    default: return 0x1000 * random.below(400);
    }
}

} // namespace

TEST_CASE("REQ-DOM-02: half a million random requests are answered and remembered as by a map") {
    auto const seed = seed_or(7);
    Random random(seed);
    VmcsDatabase database{};
    database.clear();
    DatabaseOracle oracle;
    std::size_t most = 0;
    for (int step = 0; step < 500'000; ++step) {
        bool const filling = step / 5000 % 2 == 0;
        Asked asked{.pointer = some_pointer(random),
                    .domain_type = static_cast<std::uint32_t>(random.one_in(3) ? random.below(16) : 0xf),
                    .xstate_policy = static_cast<std::uint32_t>(random.one_in(9) ? random.below(4) : 3),
                    .degradation_policy = static_cast<std::uint32_t>(random.below(16)),
                    .reserved = random.one_in(20) ? 1u << random.below(22) : 0,
                    .add_or_remove = static_cast<std::uint32_t>(random.below(10) < 7 ? filling : !filling)};
        if (random.one_in(30)) asked.add_or_remove = static_cast<std::uint32_t>(random.next());
        CAPTURE(seed);
        CAPTURE(step);
        REQUIRE(ask(database, asked) == oracle.ask(asked));
        most = std::max(most, oracle.size());
        for (auto const pointer : {asked.pointer, some_pointer(random)}) {
            REQUIRE(database.contains(pointer) == oracle.contains(pointer));
            auto const domain = database.domain_of(pointer);
            REQUIRE(DatabaseOracle::Said{static_cast<std::uint32_t>(domain.type),
                                         static_cast<std::uint32_t>(domain.xstate),
                                         domain.degradation} == oracle.said(pointer));
        }
        REQUIRE(database.is_full() == (oracle.size() == 256));
    }
    CHECK(most == 256);
}
