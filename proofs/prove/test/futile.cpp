// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/futile.hpp"

#include "proofs/prove/error.hpp"
#include "proofs/prove/frama_c.hpp"
#include "proofs/prove/test/bench.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace redoubt;
using namespace redoubt::prove;

namespace {

constexpr auto digest_a = "00000000000000000000000000000000";
constexpr auto digest_b = "0123456789abcdef0123456789abcdef";
constexpr auto digest_c = "ffffffffffffffffffffffffffffffff";

// A prover that says of itself what the real one does, and leaves a line behind for each goal before it gives it to it.
void count_calls(test::Bench const& bench, Prover const& prover, std::filesystem::path const& log) {
    bench.scratch.script(prover.name, "case \"$*\" in --version) ;; *) echo >> " + log.string() + ";; esac; exec " +
                                          prover.path.string() + " \"$@\"");
}

std::size_t lines_of(std::filesystem::path const& file) {
    if (!std::filesystem::exists(file)) return 0;
    auto const text = support::read_file(file);
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

constexpr auto race = std::chrono::seconds(60);

// An answer as WP keeps it.
void keep(std::filesystem::path const& cache, std::string const& goal, std::string const& prover,
          std::string const& verdict, std::string const& time) {
    write_file(cache / (goal + ".json"), fmt::format(R"({{ "prover": "{}", "verdict": "{}"{} }})", prover, verdict,
                                                     time.empty() ? "" : fmt::format(R"(, "time": {})", time)));
}

std::vector<Attempt> learnt(test::Scratch const& scratch, std::vector<ProverTask> const& tasks) {
    return futile_in(scratch.directory(), tasks, race);
}

// The bench with cvc5, whose calls are counted, and two that come after it; as long a limit as makes each of them work
// alone first.
struct Team {
    test::Bench bench = {};
    std::filesystem::path calls = bench.scratch.directory() / "calls";
    std::filesystem::path cache = bench.scratch.directory() / "cache" / "goals";

    Team() {
        auto const installed = find_toolchain(bench.scratch.directory() / "installed").provers;
        auto const cvc5 = std::ranges::find(installed, "cvc5", &Prover::name);
        REQUIRE(cvc5 != installed.end());
        bench.install({"frama-c", "why3", "cvc4", "z3"});
        count_calls(bench, *cvc5, calls);
        bench.setting.use_cache = true;
        bench.setting.limits.goal = alone_time + std::chrono::seconds(1);
    }
    Toolchain toolchain() const { return find_toolchain(bench.scratch.directory() / "tools"); }

    FramaCRequest request(Lowered const& lowered) const {
        return {.lowered_c = lowered.c, .work_dir = bench.scratch.directory() / "survey", .function = "f"};
    }
    // That these provers have failed, at each goal of the file and in each stage, with so many seconds.
    std::vector<Attempt> failed(Lowered const& lowered, std::vector<std::string> const& provers, unsigned seconds) {
        std::vector<Attempt> attempts;
        for (auto const& task : survey(toolchain(), request(lowered)))
            for (auto const& [prover, goal] : task.digests)
                if (std::ranges::find(provers, prover) != provers.end()) attempts.push_back({prover, goal, seconds});
        return attempts;
    }
    void only_cvc5_answers() {
        for (auto const& [name, version] :
             {std::pair("cvc4", "This is CVC4 version 1.8"), std::pair("z3", "Z3 version 4.8.12 - 64 bit")})
            bench.scratch.script(name,
                                 fmt::format("case \"$1\" in --version) echo '{}';; *) echo unknown;; esac", version));
    }
    Unit prove(Lowered const& lowered) {
        return prove_lowered(bench.setting, toolchain(), "m", lowered, bench.scratch.directory() / "work");
    }
};

} // namespace

TEST_CASE("The list of futile attempts is read as it is written, sorted and each once") {
    std::vector<Attempt> const attempts{{"z3", digest_a, 3}, {"cvc5", digest_b, 60}, {"z3", digest_a, 60}};
    CHECK(parse_futile(to_text(attempts)) == std::vector<Attempt>{{"cvc5", digest_b, 60}, {"z3", digest_a, 60}});
    CHECK(parse_futile("# nothing\n\n").empty());
    CHECK_THROWS_AS((void)parse_futile("cvc5"), CannotRun);
    CHECK_THROWS_AS((void)parse_futile("cvc5 valid"), CannotRun);
    CHECK_THROWS_AS((void)parse_futile(std::string("cvc5 ../") + digest_a + " 3"), CannotRun);
    CHECK_THROWS_AS((void)parse_futile(std::string("cvc5 ") + digest_a), CannotRun);
    CHECK_THROWS_AS((void)parse_futile(std::string("cvc5 ") + digest_a + " valid"), CannotRun);
}

TEST_CASE("The tasks of a file are those that WP keeps answers to") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    auto const tasks = survey(team.toolchain(), team.request(lowered));
    REQUIRE(!tasks.empty());
    CHECK(lines_of(team.calls) == 0); // nobody was asked
    CHECK(test::reasons(team.prove(lowered)) == "");
    for (auto const& task : tasks) {
        CAPTURE(task.goal);
        CHECK(task.digests.size() == (task.race ? 3 : 1));
        if (task.digests.contains("cvc5"))
            CHECK(std::filesystem::exists(team.cache / (task.digests.at("cvc5") + ".json")));
    }
}

TEST_CASE("Only what took long is listed") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    auto const tasks = [&](double seconds, std::string const& function) {
        return survey_of_slow(team.toolchain(), team.request(lowered),
                              {{.function = function, .name = "f_ensures_rest", .seconds = seconds}});
    };
    CHECK(tasks(0.5, "f").empty());
    auto const slow = tasks(1.5, "f");
    REQUIRE(slow.size() == 4); // for each prover alone, and for all together
    CHECK(slow.front().goal == "f_ensures_rest");
    CHECK(!slow.front().race);
    CHECK(slow.front().digests.contains("cvc5"));
    CHECK(slow.back().race);
    CHECK(slow.back().digests.size() == 3);
    CHECK(tasks(1.5, "").empty()); // a lemma, of which the file has none
}

TEST_CASE("Who fails where another proves is not asked again") {
    test::Scratch const scratch;
    keep(scratch.directory(), digest_a, "cvc5:1.0.3", "timeout", "3.");
    keep(scratch.directory(), digest_b, "cvc4:1.8", "valid", "0.2");
    std::vector<ProverTask> const tasks{{"goal", {{"cvc5", digest_a}, {"cvc4", digest_b}, {"z3", digest_c}}}};
    CHECK(learnt(scratch, tasks) == std::vector<Attempt>{{"cvc5", digest_a, 60}});
}

TEST_CASE("Who fails alone is not asked alone again") {
    test::Scratch const scratch;
    keep(scratch.directory(), digest_a, "cvc5:1.0.3", "timeout", "3.");
    keep(scratch.directory(), digest_b, "cvc4:1.8", "valid", "0.2");
    CHECK(learnt(scratch, {{"goal", {{"cvc5", digest_a}}, false}, {"goal", {{"cvc4", digest_b}}, false}}) ==
          std::vector<Attempt>{{"cvc5", digest_a, 3}});
}

TEST_CASE("Who proves a goal late is left alone with it") {
    test::Scratch const scratch;
    keep(scratch.directory(), digest_b, "cvc4:1.8", "valid", "7.5");
    std::vector<ProverTask> const tasks{{"goal", {{"cvc5", digest_a}, {"cvc4", digest_b}, {"z3", digest_c}}}};
    CHECK(learnt(scratch, tasks) ==
          std::vector<Attempt>{{"cvc5", digest_a, 60}, {"z3", digest_c, 60}});
}

TEST_CASE("From a goal that nobody proves, or somebody at once, nothing is learnt") {
    test::Scratch const scratch;
    keep(scratch.directory(), digest_a, "cvc5:1.0.3", "timeout", "3.");
    keep(scratch.directory(), digest_b, "cvc4:1.8", "unknown", "");
    CHECK(learnt(scratch, {{"goal", {{"cvc5", digest_a}, {"cvc4", digest_b}}}}).empty());
    keep(scratch.directory(), digest_a, "cvc5:1.0.3", "valid", "0.3");
    CHECK(learnt(scratch, {{"goal", {{"cvc5", digest_a}, {"cvc4", digest_b}}}}).empty());
}

TEST_CASE("A prover that is known to fail is not asked, and the next one proves the goal") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    tell_futile(team.failed(lowered, {"cvc5"}, 3), team.toolchain(), team.cache);
    CHECK(test::reasons(team.prove(lowered)) == "");
    CHECK(lines_of(team.calls) == 0);
}

TEST_CASE("A prover that is known to fail alone is asked again when all are") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    team.only_cvc5_answers();
    tell_futile(team.failed(lowered, {"cvc5"}, 3), team.toolchain(), team.cache);
    CHECK(test::reasons(team.prove(lowered)) == "");
    CHECK(lines_of(team.calls) > 0);
}

TEST_CASE("A list that sends everybody away from a goal costs no proof") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    team.only_cvc5_answers();
    auto const seconds = static_cast<unsigned>(race_time(team.bench.setting.limits).count());
    tell_futile(team.failed(lowered, {"cvc5", "cvc4", "z3"}, seconds), team.toolchain(), team.cache);
    CHECK(test::reasons(team.prove(lowered)) == "goal "); // believed, where nobody says that there was a list
    team.bench.setting.futile = team.bench.scratch.directory() / "futile.txt";
    CHECK(test::reasons(team.prove(lowered)) == "");
    CHECK(lines_of(team.calls) > 0);
}

TEST_CASE("A goal that is false stays unproven, whatever the list says of it") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory(), "return n + 2u;");
    tell_futile(team.failed(lowered, {"cvc5"}, 3), team.toolchain(), team.cache);
    CHECK(test::reasons(team.prove(lowered)) == "goal ");
}

TEST_CASE("Nothing of the list reaches a prover that does smoke tests, too") {
    Team team;
    auto toolchain = team.toolchain();
    std::erase_if(toolchain.provers, [](auto const& prover) { return prover.name == "cvc4"; });
    tell_futile({{"cvc5", digest_a, 3}, {"z3", digest_b, 3}}, toolchain, team.cache);
    CHECK(!std::filesystem::exists(team.cache / (std::string(digest_a) + ".json")));
    CHECK(std::filesystem::exists(team.cache / (std::string(digest_b) + ".json")));
}
