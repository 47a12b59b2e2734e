// SPDX-License-Identifier: Apache-2.0
#include "test/machine/system/image.hpp"
#include "tools/machine/exit_costs.hpp"

#include <doctest/doctest.h>
#include <set>

using redoubt::test::the_image;
using redoubt::trial::exit_costs;

namespace {

uint64_t cost_of(std::vector<redoubt::trial::ExitCost> const& costs, std::string const& name) {
    auto const found = std::ranges::find(costs, name, &redoubt::trial::ExitCost::name);
    REQUIRE(found != costs.end());
    return found->instructions;
}

} // namespace

TEST_CASE("exit costs: each way into the monitor has its own, the same in every run, and more work is more") {
    auto const image = the_image();
    auto const costs = exit_costs(image);
    auto const again = exit_costs(image);
    REQUIRE(costs.size() == again.size());
    std::set<std::string> names;
    for (std::size_t i = 0; i < costs.size(); ++i) {
        CAPTURE(costs[i].name);
        CHECK(names.insert(costs[i].name).second);
        CHECK(costs[i].instructions > 100); // an exit saves and restores sixteen registers at the least
        CHECK(costs[i].instructions < 4'000'000);
        CHECK(costs[i].instructions == again[i].instructions);
    }
    CHECK(cost_of(costs, "an SMI there and back, the first") == cost_of(costs, "an SMI there and back, later"));
    CHECK(cost_of(costs, "a call that does not exist") < cost_of(costs, "GetBiosResources, a page"));
    CHECK(cost_of(costs, "ProtectResource: 127 ranges, with an event each") >
          50 * cost_of(costs, "ProtectResource: one range"));
}

TEST_CASE("exit costs: what is no image is refused") {
    auto image = the_image();
    image.resize(0x100);
    CHECK_THROWS_WITH_AS((void)exit_costs(image), "the image is refused", std::runtime_error);
}
