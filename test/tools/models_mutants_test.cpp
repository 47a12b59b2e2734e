// SPDX-License-Identifier: Apache-2.0
#include "models/catalog.hpp"
#include "models/trigger_secrecy.hpp"
#include "test/models/lock.hpp"
#include "tools/models/mutants.hpp"
#include "tools/models/standing.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/scratch.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>

using namespace redoubt;
using namespace redoubt::check;
using tsl::test::Lock;

namespace {

void write(std::filesystem::path const& file, std::string const& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

std::vector<MutantReport> mutants_of_lock(std::string const& survivors) {
    support::Scratch const folder;
    write(folder / "lock.md", survivors);
    return mutate({std::make_shared<Lock>()}, folder.path(), {}, [](std::string const&) {});
}

Mutant const& mutant(std::vector<MutantReport> const& reports, std::string const& action, std::string const& guard) {
    auto const& all = reports.front().mutants;
    return *std::ranges::find_if(all, [&](auto const& each) { return each.action == action && each.guard == guard; });
}

constexpr auto head = "# Guards\n\nSome text.\n\n| action | guard | why |\n|---|---|---|\n";

} // namespace

TEST_CASE("a guard that a property misses is killed by a run, one that nothing misses survives") {
    auto const reports = mutants_of_lock(head);
    REQUIRE(reports.front().mutants.size() == 6); // ask has two guards, enter three, leave one
    auto const& free = mutant(reports, "enter", "free");
    CHECK(free.fate == Fate::Killed);
    CHECK(free.property == "one_inside");
    CHECK(free.steps == 4);
    CHECK(free.trace.find("enter(Cpu") != std::string::npos);
    auto const& privileged = mutant(reports, "ask", "privileged");
    CHECK(privileged.fate == Fate::Survives);
    CHECK_FALSE(privileged.as_listed());
    CHECK_FALSE(good(reports));
}

TEST_CASE("survivors are good when they are listed with a reason, and nothing else is") {
    std::string const rows = "| ask | privileged | a |\n| ask | outside | b |\n| enter | waiting | c |\n"
                             "| leave | inside | d |\n";
    auto const reports = mutants_of_lock(head + rows);
    std::size_t unlisted = 0;
    for (auto const& each : reports.front().mutants)
        if (!each.as_listed()) ++unlisted;
    CHECK(mutant(reports, "ask", "privileged").reason == "a");
    CHECK(good(reports) == (unlisted == 0));
    auto const with_killed = mutants_of_lock(head + rows + "| enter | free | e |\n");
    CHECK_FALSE(good(with_killed));
    CHECK(as_text(with_killed).find("strike it from the list") != std::string::npos);
    auto const with_unknown = mutants_of_lock(head + rows + "| enter | no such guard | e |\n");
    CHECK(with_unknown.front().stale == std::vector<std::string>{"enter: no such guard"});
    CHECK_FALSE(good(with_unknown));
}

TEST_CASE("a row of survivors without a reason is refused") {
    CHECK(read_survivors(std::string(head) + "| a | b | c |\n").size() == 1);
    CHECK_THROWS_AS((void)read_survivors("| a | b |\n"), std::runtime_error);
    CHECK_THROWS_AS((void)read_survivors("| a | b |  |\n"), std::runtime_error);
    CHECK_THROWS_AS((void)read_survivors("| a | b | c | d |\n"), std::runtime_error);
}

TEST_CASE("no mutant is good nothing") {
    CHECK_FALSE(good(std::vector<MutantReport>{}));
}

TEST_CASE("copies of a model have no guards of their own") {
    support::Scratch const folder;
    CHECK(mutate({std::make_shared<models::TriggerSecrecy>()}, folder.path(), {}, [](std::string const&) {}).empty());
}

TEST_CASE("the project's files are what is made of the models") {
    CHECK(out_of_date(models::catalog(), support::source_root()) == std::vector<std::string>{});
}

TEST_CASE("a changed count, a changed predicate and a missing axiom are found, and update mends what it may") {
    support::Scratch const root;
    auto const copy = [&](char const* file) { write(root / file, support::read_file(support::source_root() / file)); };
    for (auto const* file : {"monitor/policy/policy.h", "monitor/vmcs/switch.h", "proofs/assumptions.md"})
        copy(file);
    auto const models = models::catalog();
    CHECK(update(models, root.path()).size() == models.size()); // the counts
    CHECK(out_of_date(models, root.path()).empty());

    auto header = support::read_file(root / "monitor/policy/policy.h");
    auto const at = header.find("ClaimRoom(p, n) &&");
    REQUIRE(at != std::string::npos);
    write(root / "monitor/policy/policy.h", header.replace(at, 18, "ClaimRoom(p, 0) &&"));
    write(root / "models/expected/policy.json", "{}\n");
    write(root / "proofs/assumptions.md", "| `M1-POOL` | general | other words |\n");
    CHECK(out_of_date(models, root.path()).size() == 4); // the ledger has neither axiom
    CHECK(update(models, root.path()) ==
          std::vector<std::string>{"models/expected/policy.json", "monitor/policy/policy.h"});
    CHECK(out_of_date(models, root.path()).size() == 2);
}
