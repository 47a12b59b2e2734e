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

// Every goal that WP has asked a prover about.
std::vector<Attempt> all_attempts(std::filesystem::path const& cache, std::string const& prover) {
    std::vector<Attempt> attempts;
    for (auto const& entry : std::filesystem::directory_iterator(cache))
        attempts.push_back({prover, entry.path().stem().string()});
    return attempts;
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

    // The goals that cvc5 is asked about, learnt from a run; then nothing of that run is left.
    std::vector<Attempt> learn(Lowered const& lowered) {
        (void)prove_lowered(bench.setting, toolchain(), "m", lowered, bench.scratch.directory() / "work");
        auto attempts = all_attempts(cache, "cvc5");
        std::filesystem::remove_all(cache.parent_path());
        std::filesystem::remove(calls);
        return attempts;
    }
};

} // namespace

TEST_CASE("The list of futile attempts is read as it is written, sorted and each once") {
    std::vector<Attempt> const attempts{{"z3", digest_a}, {"cvc5", digest_b}, {"z3", digest_a}};
    CHECK(parse_futile(to_text(attempts)) == std::vector<Attempt>{{"cvc5", digest_b}, {"z3", digest_a}});
    CHECK(parse_futile("# nothing\n\n").empty());
    CHECK_THROWS_AS((void)parse_futile("cvc5"), CannotRun);
    CHECK_THROWS_AS((void)parse_futile("cvc5 valid"), CannotRun);
    CHECK_THROWS_AS((void)parse_futile(std::string("cvc5 ../") + digest_a), CannotRun);
}

TEST_CASE("A prover that is known to fail is not asked, and the next one proves the goal") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    auto const attempts = team.learn(lowered);
    REQUIRE(!attempts.empty());
    tell_futile(attempts, team.toolchain(), team.cache);
    auto const unit =
        prove_lowered(team.bench.setting, team.toolchain(), "m", lowered, team.bench.scratch.directory() / "work");
    CHECK(test::reasons(unit) == "");
    CHECK(lines_of(team.calls) == 0);
}

TEST_CASE("A prover that is known to fail alone is asked again when all are") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory());
    auto const attempts = team.learn(lowered);
    REQUIRE(!attempts.empty());
    for (auto const& [name, version] :
         {std::pair("cvc4", "This is CVC4 version 1.8"), std::pair("z3", "Z3 version 4.8.12 - 64 bit")})
        team.bench.scratch.script(name,
                                  fmt::format("case \"$1\" in --version) echo '{}';; *) echo unknown;; esac", version));
    tell_futile(attempts, team.toolchain(), team.cache);
    auto const unit =
        prove_lowered(team.bench.setting, team.toolchain(), "m", lowered, team.bench.scratch.directory() / "work");
    CHECK(test::reasons(unit) == "");
    CHECK(lines_of(team.calls) > 0);
}

TEST_CASE("A goal that is false stays unproven, whatever the list says of it") {
    Team team;
    auto const lowered = test::write_unit(team.bench.scratch.directory(), "return n + 2u;");
    tell_futile(team.learn(lowered), team.toolchain(), team.cache);
    auto const unit =
        prove_lowered(team.bench.setting, team.toolchain(), "m", lowered, team.bench.scratch.directory() / "work");
    CHECK(test::reasons(unit) == "goal ");
}

TEST_CASE("Nothing of the list reaches a prover that does smoke tests, too") {
    Team team;
    auto toolchain = team.toolchain();
    std::erase_if(toolchain.provers, [](auto const& prover) { return prover.name == "cvc4"; });
    tell_futile({{"cvc5", digest_a}, {"z3", digest_b}}, toolchain, team.cache);
    CHECK(futile_in(team.cache, toolchain) == std::vector<Attempt>{{"z3", digest_b}});
}
