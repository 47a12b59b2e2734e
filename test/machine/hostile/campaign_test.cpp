// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/campaign.hpp"
#include "test/machine/system/image.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::hostile;
using redoubt::test::the_image;

namespace {

// What is found when something goes wrong from outside, before the step of this number and never again.
std::optional<Violation> found_after(uint64_t at, std::function<void(World&)> const& damage) {
    static auto const image = the_image();
    Campaign campaign({.image = image, .seed = 1, .tamper = [&](World& world, uint64_t step) {
                           if (step == at) damage(world);
                       }});
    campaign.run(0, at + 1);
    return campaign.violation();
}

void check_found(std::optional<Violation> const& violation, Promise promise, std::string const& part) {
    REQUIRE(violation.has_value());
    CHECK(violation->step == 3);
    CHECK(std::ranges::any_of(violation->findings, [&](Finding const& finding) {
        return finding.promise == promise && finding.text.find(part) != std::string::npos;
    }));
}

void flip(World& world, uint64_t physical) {
    *world.machine().memory().ram(physical) ^= std::byte{1};
}

} // namespace

TEST_CASE("hostile: an attack of one seed is the same each time, step by step") {
    auto const image = the_image();
    Campaign first({.image = image, .seed = 7});
    Campaign second({.image = image, .seed = 7});
    Campaign other({.image = image, .seed = 8});
    first.run(0, 100);
    second.run(0, 100);
    other.run(0, 100);
    CHECK_FALSE(first.violation().has_value());
    CHECK(first.last_steps() == second.last_steps());
    CHECK(first.totals().instructions == second.totals().instructions);
    CHECK(first.last_steps() != other.last_steps());
    CHECK(first.totals().steps == 100);
}

TEST_CASE("hostile: a step is as in the whole run when only its episode is run") {
    auto const image = the_image();
    Campaign whole({.image = image, .seed = 5});
    whole.run(0, kEpisode + 20);
    Campaign part({.image = image, .seed = 5});
    part.run(kEpisode, kEpisode + 20);
    CHECK(whole.last_steps() == part.last_steps());
}

TEST_CASE("hostile: REQ-ROB-01: a changed byte of the monitor's code is found") {
    check_found(found_after(3,
                            [](World& world) {
                                auto const& mseg = world.machine().layout().mseg;
                                flip(world, mseg.base + 0x800 + 8); // of the header, which nothing executes
                            }),
                Promise::P6, "code or constants");
}

TEST_CASE("hostile: REQ-POL-12: a changed SMRR is found") {
    check_found(found_after(3, [](World& world) { world.machine().processor(1).state().msrs.smrr_mask = 0; }),
                Promise::P1, "SMRR");
}

TEST_CASE("hostile: REQ-MLE-03: a changed SMBASE is found") {
    check_found(found_after(3, [](World& world) { world.machine().processor(0).state().msrs.smbase += kPage; }),
                Promise::P1, "SMBASE");
}

TEST_CASE("hostile: an image that is none, or does not start, is refused") {
    auto image = the_image();
    image[0] = std::byte{9};
    Campaign campaign({.image = image});
    CHECK_THROWS_AS(campaign.run(0, 1), std::runtime_error);
    CHECK_THROWS_AS(Campaign({.image = {}}).run(0, 1), std::runtime_error);
}
