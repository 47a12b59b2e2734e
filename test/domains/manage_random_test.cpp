// SPDX-License-Identifier: Apache-2.0
#include "test/domains/request.hpp"
#include "test/policy/random.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <tuple>

using namespace redoubt::test;
using stm::domains::VmcsDatabase;

namespace {

using Said = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

// The requirements, on a map.
class Oracle {
public:
    std::uint32_t ask(Asked const& a) {
        if (a.add_or_remove > 1 || a.reserved != 0 || (a.pointer & 0xfff) != 0 || a.pointer >= kEnd)
            return kInvalidParameter;
        if (a.pointer >= 0x7f000000 && a.pointer < 0x80000000) return kSecurityViolation;
        auto const there = said_.find(a.pointer);
        if (a.add_or_remove == 0) {
            if (there == said_.end()) return kInvalidVmcsDatabase;
            said_.erase(there);
            return kSuccess;
        }
        constexpr std::uint32_t rows =
            1u << 0x0 | 1u << 0x4 | 1u << 0x6 | 1u << 0xc | 1u << 0xd | 1u << 0xe | 1u << 0xf;
        if ((rows >> a.domain_type & 1u) == 0 || a.xstate_policy == 2) return kInvalidParameter;
        if (there != said_.end()) return kInvalidVmcsDatabase;
        if (said_.size() == 256) return kOutOfResources;
        said_[a.pointer] = {a.domain_type, a.xstate_policy, a.degradation_policy};
        return kSuccess;
    }

    [[nodiscard]] Said said(std::uint64_t pointer) const {
        auto const there = said_.find(pointer);
        return there == said_.end() ? Said{} : there->second;
    }
    [[nodiscard]] bool contains(std::uint64_t pointer) const { return said_.count(pointer) != 0; }
    [[nodiscard]] std::size_t size() const { return said_.size(); }

private:
    std::map<std::uint64_t, Said> said_;
};

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
    Oracle oracle;
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
            REQUIRE(Said{static_cast<std::uint32_t>(domain.type), static_cast<std::uint32_t>(domain.xstate),
                         domain.degradation} == oracle.said(pointer));
        }
        REQUIRE(database.is_full() == (oracle.size() == 256));
    }
    CHECK(most == 256);
}
