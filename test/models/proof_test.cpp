// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/proof.hpp"
#include "test/models/lock.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::tsl;
using redoubt::tsl::test::Flaw;
using redoubt::tsl::test::Lock;

namespace {

std::vector<std::string> unproven(std::vector<Finding> const& findings) {
    std::vector<std::string> names;
    for (auto const& finding : findings)
        if (finding.answer != Answer::Proven)
            names.push_back((finding.action == nullptr ? "start" : finding.action->name()) + " " +
                            finding.property->name);
    return names;
}

} // namespace

TEST_CASE("a good lock is proven for any number of processors") {
    Lock const lock;
    auto const findings = prove(lock);
    CHECK(unproven(findings).empty());
    CHECK(findings.size() == 3 + 3 * 4); // three invariants at the start; these and a step property for each action
}

TEST_CASE("a lock that does not look is refuted where it does not") {
    Lock const lock(Flaw::NoLock);
    auto const findings = prove(lock);
    CHECK(unproven(findings) == std::vector<std::string>{"enter one_inside"});
    auto const found = std::ranges::find(findings, Answer::Refuted, &Finding::answer);
    CHECK(found->text.find("enter(Cpu") != std::string::npos);
}

TEST_CASE("a step property is refuted by the action that breaks it") {
    Lock const lock(Flaw::LosesCount);
    CHECK(unproven(prove(lock)) == std::vector<std::string>{"enter counted"});
}
