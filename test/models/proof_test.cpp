// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/proof.hpp"
#include "test/models/lock.hpp"
#include "test/models/refuted.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::tsl;
using redoubt::tsl::test::Flaw;
using redoubt::tsl::test::Lock;
using redoubt::tsl::test::refuted;

TEST_CASE("a good lock is proven for any number of processors") {
    Lock const lock;
    CHECK(refuted(lock).empty());
    CHECK(prove(lock).size() == 3 + 3 * 4); // three invariants at the start; these and a step property for each action
}

TEST_CASE("a lock that does not look is refuted where it does not") {
    Lock const lock(Flaw::NoLock);
    CHECK(refuted(lock) == std::vector<std::string>{"enter one_inside"});
    auto const findings = prove(lock);
    auto const found = std::ranges::find(findings, Answer::Refuted, &Finding::answer);
    CHECK(found->text.find("enter(Cpu") != std::string::npos);
}

TEST_CASE("a step property is refuted by the action that breaks it") {
    Lock const lock(Flaw::LosesCount);
    CHECK(refuted(lock) == std::vector<std::string>{"enter counted"});
}
