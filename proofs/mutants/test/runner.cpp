// SPDX-License-Identifier: Apache-2.0
// The runner, with a prover that answers as the test says: what is killed, what survives, and what fails the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "proofs/mutants/report.hpp"
#include "proofs/mutants/test/sample_module.hpp"
#include "tools/support/scratch.hpp"

namespace redoubt::mutants {
namespace {

// Proves what the text of the original has, and `above` never. What it says of a mutant depends on its text alone.
ProofResult pretend(ProofRequest const& request) {
    auto const text = support::read_file(request.c);
    if (request.function == "sample_above") return {Answer::Failed, "ensures"};
    bool const right = text.find("if (value < sample_kLimit)") != std::string::npos;
    return right ? ProofResult{Answer::Proven, ""} : ProofResult{Answer::Failed, "sample_clamp_ensures"};
}

Report run_sample(std::vector<Survivor> const& listed, Options const& options = {}) {
    support::Scratch const scratch;
    return run(test::sample_module(), test::tools(), pretend, listed, scratch / "work", options,
               [](std::string const&) {});
}

Verdict const& verdict_of(Report const& report, std::string const& id) {
    auto const found = std::ranges::find(report.verdicts, "proofs/mutants/test/sample.cc:" + id,
                                         [](auto const& each) { return each.mutant.id; });
    REQUIRE_MESSAGE(found != report.verdicts.end(), id);
    return *found;
}

Survivor excuse(Verdict const& verdict, bool equivalent = false) {
    return {verdict.mutant.id, verdict.mutant.change(), equivalent, "the contract says nothing about it on purpose"};
}

} // namespace

TEST_CASE("mutants: a mutant is killed, survives, is the same code, is invalid, or cannot be judged") {
    auto const report = run_sample({});
    CHECK(verdict_of(report, "sample::clamp:relation:1").fate == Fate::Killed);
    CHECK(verdict_of(report, "sample::clamp:relation:1").why == "sample_clamp_ensures");
    CHECK(verdict_of(report, "sample::clamp:result:1").fate == Fate::Survived); // as this prover has it
    CHECK(verdict_of(report, "sample::clamp:boundary:1").fate ==
          Fate::Equivalent); // at the limit both return the limit
    CHECK(verdict_of(report, "sample::clamp:boundary:1").why == "same code");
    CHECK(verdict_of(report, "sample::above:constant:1").fate == Fate::Unjudged);
    CHECK(verdict_of(report, "sample::above:constant:1").why.find("unmutated") != std::string::npos);
    CHECK(report.verdicts.size() == report.possible);
}

TEST_CASE("mutants: a new survivor fails the run, a listed one does not") {
    auto const first = run_sample({});
    CHECK(first.failed());
    REQUIRE_FALSE(first.reckoning.fresh.empty());

    std::vector<Survivor> listed;
    for (auto const& each : first.verdicts)
        if (each.fate == Fate::Survived) listed.push_back(excuse(each));
    auto second = run_sample(listed);
    CHECK(second.reckoning.fresh.empty());
    CHECK(second.reckoning.stale.empty());
    CHECK(second.failed()); // sample::above is still not judged
    std::erase_if(second.verdicts, [](Verdict const& each) { return each.fate == Fate::Unjudged; });
    CHECK_FALSE(second.failed());
    listed.pop_back();
    CHECK(run_sample(listed).reckoning.fresh.size() == 1);
}

TEST_CASE("mutants: a listed equivalent does not count in the score") {
    auto const first = run_sample({});
    auto const second = run_sample({excuse(verdict_of(first, "sample::clamp:result:1"), true)});
    CHECK(second.count(Fate::Equivalent) == first.count(Fate::Equivalent) + 1);
    CHECK(second.score() > first.score());
}

TEST_CASE("mutants: an entry that is killed, gone, or about another change is stale") {
    auto const first = run_sample({});
    auto killed = excuse(verdict_of(first, "sample::clamp:relation:1"));
    CHECK(run_sample({killed}).reckoning.stale.size() == 1);
    auto changed = excuse(verdict_of(first, "sample::clamp:result:1"));
    changed.change = "value → 7";
    auto const third = run_sample({changed});
    CHECK(third.reckoning.stale.size() == 1);
    CHECK(third.reckoning.fresh.size() == first.reckoning.fresh.size()); // the entry excuses nothing
    CHECK(run_sample({{"another/module.cc:f:result:1", "a → b", false, "not of this module"}}).reckoning.stale.empty());
}

TEST_CASE("mutants: a sample is fixed by its seed and keeps the order of the text") {
    Options options;
    options.sample = 4;
    options.seed = 7;
    auto const one = run_sample({}, options);
    auto const other = run_sample({}, options);
    REQUIRE(one.verdicts.size() == 4);
    for (std::size_t at = 0; at < 4; ++at)
        CHECK(one.verdicts[at].mutant.id == other.verdicts[at].mutant.id);
    options.jobs = 3;
    CHECK(run_sample({}, options).verdicts.size() == 4);
}

TEST_CASE("mutants: the module's own files are never touched") {
    auto const before =
        support::read_file(std::filesystem::path(REDOUBT_SOURCE_ROOT) / "proofs/mutants/test/sample.cc");
    (void)run_sample({});
    CHECK(support::read_file(std::filesystem::path(REDOUBT_SOURCE_ROOT) / "proofs/mutants/test/sample.cc") == before);
}

TEST_CASE("mutants: a list of survivors without a reason, or of an unknown kind, is refused") {
    support::Scratch const scratch;
    auto const with = [&](char const* entry) {
        std::ofstream(scratch / "list.json") << R"({"survivors": [)" << entry << "]}";
        return read_survivors(scratch / "list.json");
    };
    CHECK(with(R"({"id": "f:g:result:1", "change": "a → b", "kind": "survivor", "reason": "r"})").size() == 1);
    CHECK_THROWS(with(R"({"id": "f:g:result:1", "change": "a → b", "kind": "survivor", "reason": ""})"));
    CHECK_THROWS(with(R"({"id": "f:g:result:1", "change": "a → b", "kind": "excused", "reason": "r"})"));
    CHECK_THROWS(with(R"({"id": "f:g:result:1"})"));
}

TEST_CASE("mutants: nothing judged is a failure, not a pass") {
    CHECK(Report{}.failed());
}

} // namespace redoubt::mutants
