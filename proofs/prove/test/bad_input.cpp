// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/function.hpp"
#include "proofs/prove/prove.hpp"
#include "proofs/prove/test/bench.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace redoubt;
using namespace redoubt::prove;
using test::Bench;
using test::contract;
using test::reasons;
using test::write_unit;

namespace {

std::string problem_of(Bench const& bench) {
    try {
        (void)find_toolchain(bench.scratch.directory() / "tools");
    } catch (CannotRun const& problem) {
        return problem.what();
    }
    return "none";
}

} // namespace

TEST_CASE("The bench's unit is proven when all tools are well") {
    Bench bench;
    CHECK(reasons(bench.prove()) == "");
}

TEST_CASE("One installed prover is enough") {
    Bench bench;
    bench.install({"frama-c", "why3", "z3"});
    CHECK(reasons(bench.prove()) == "");
}

TEST_CASE("Without a prover nothing is tried") {
    Bench bench;
    bench.install({"frama-c", "why3"});
    CHECK(problem_of(bench) == "no prover is installed: none of z3, cvc5, cvc4 runs");
}

TEST_CASE("Without Frama-C or Why3 nothing is tried") {
    Bench bench;
    bench.install({"why3", "z3"});
    CHECK(problem_of(bench) == "frama-c is not installed (package frama-c-base)");
    Bench other;
    other.install({"frama-c", "z3"});
    CHECK(problem_of(other) == "why3 is not installed (package why3)");
}

TEST_CASE("A prover that dies proves nothing, and says so in its goals") {
    Bench bench;
    bench.install({"frama-c", "why3"});
    bench.scratch.script("z3", "case \"$1\" in --version) echo 'Z3 version 4.8.12 - 64 bit';; *) kill -9 $$;; esac");
    auto const unit = bench.prove();
    CHECK(reasons(unit).find("goal") != std::string::npos);
}

TEST_CASE("A smoke test whose prover dies has not passed") {
    Bench bench;
    bench.install({"frama-c", "why3", "cvc5"});
    bench.scratch.script("cvc4", "case \"$*\" in --version) echo 'This is CVC4 version 1.8';; *) kill -9 $$;; esac");
    auto const unit = bench.prove(); // cvc5 proves it
    REQUIRE(reasons(unit) == "smoke ");
    CHECK(unit.findings[0].text.find("gave no answer") != std::string::npos);
}

TEST_CASE("A prover that never answers is ended with the run") {
    Bench bench;
    bench.install({"frama-c", "why3"});
    bench.scratch.script("z3",
                         "case \"$1\" in --version) echo 'Z3 version 4.8.12 - 64 bit';; *) exec sleep 100;; esac");
    bench.setting.limits.unit = std::chrono::seconds(6);
    auto const start = std::chrono::steady_clock::now();
    auto const found = reasons(bench.prove());
    CHECK((found == "time " || found.find("goal") != std::string::npos)); // ended by us, or by Why3
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(40));
}

TEST_CASE("A prover that works without end is ended when its time is up") {
    Bench bench;
    bench.install({"frama-c", "why3"});
    bench.scratch.script("z3",
                         "case \"$1\" in --version) echo 'Z3 version 4.8.12 - 64 bit';; *) while :; do :; done;; esac");
    CHECK(reasons(bench.prove()).find("goal") != std::string::npos);
}

TEST_CASE("No prover is told a limit on the time of the clock") {
    test::Scratch const scratch;
    for (auto const& prover : find_toolchain(scratch.directory()).provers) {
        Bench bench; // with this one alone
        bench.install({"frama-c", "why3"});
        bench.scratch.script(prover.name, "case \"$*\" in *-T:*|*tlimit*) exit 1;; *) exec " + prover.path.string() +
                                              " \"$@\";; esac");
        CHECK_MESSAGE(reasons(bench.prove()) == "", prover.name);
    }
}

TEST_CASE("Frama-C that crashes, says nothing, or stops half way is no proof") {
    for (auto const* body :
         {"kill -9 $$", "exit 0", "echo '[report] Computing properties status...'; exit 0", "echo oops >&2; exit 3"}) {
        Bench bench;
        bench.install({"why3", "z3"});
        bench.scratch.script("frama-c", std::string("case \"$1\" in -version) echo '25.0-beta (Manganese)';; *) ") +
                                            body + ";; esac");
        CHECK_MESSAGE(reasons(bench.prove()) == "crash ", body);
    }
}

TEST_CASE("Frama-C without memory is no proof") {
    Bench bench;
    bench.setting.limits.memory_mb = 60;
    auto const unit = bench.prove();
    CHECK(reasons(unit) == "crash ");
}

TEST_CASE("A unit that is not proven is not kept in the cache") {
    Bench bench;
    bench.setting.use_cache = true;
    auto const lowered = write_unit(bench.scratch.directory(), "return n + 2u;");
    auto const toolchain = find_toolchain(bench.scratch.directory() / "tools");
    for (int i = 0; i < 2; ++i) {
        auto const unit = prove_lowered(bench.setting, toolchain, "m", lowered, bench.scratch.directory() / "work");
        CHECK(reasons(unit) == "goal ");
        CHECK_FALSE(unit.record.cached);
    }
}

TEST_CASE("A proven unit is found in the cache, a changed one is not, nor another prover's") {
    Bench bench;
    bench.setting.use_cache = true;
    auto const lowered = write_unit(bench.scratch.directory());
    auto toolchain = find_toolchain(bench.scratch.directory() / "tools");
    auto const prove = [&] {
        return prove_lowered(bench.setting, toolchain, "m", lowered, bench.scratch.directory() / "work");
    };
    CHECK_FALSE(prove().record.cached);
    CHECK(prove().record.cached);
    toolchain.provers.front().version += ".1";
    CHECK_FALSE(prove().record.cached);
    (void)write_unit(bench.scratch.directory(), "return n;");
    CHECK_FALSE(prove().record.cached);
}

TEST_CASE("A cache entry that is damaged is not believed") {
    CHECK_FALSE(record_of_json("{\"record\": 1, \"goals\": []"));
    CHECK_FALSE(record_of_json("{}"));
    CHECK_FALSE(record_of_json(""));
}

TEST_CASE("One function is proven, refused at its first failed goal, or rejected") {
    Bench bench;
    auto const toolchain = find_toolchain(bench.scratch.directory() / "tools");
    auto const ask = [&](std::string const& body) {
        auto const lowered = write_unit(bench.scratch.directory(), body);
        return prove_function(toolchain, {.lowered_c = lowered.c,
                                          .function = "f",
                                          .work_dir = bench.scratch.directory() / "work",
                                          .limits = bench.setting.limits});
    };
    CHECK(ask("return n + 1u;").answer == Answer::Proven);
    auto const failed = ask("return n + 2u;");
    CHECK(failed.answer == Answer::Failed);
    CHECK(failed.why == "f_ensures");
    CHECK(ask("return n + ;").answer == Answer::Rejected);
}

TEST_CASE("Of one function alone nothing is said about the rest of its unit") {
    Bench bench;
    auto const lowered = write_unit(bench.scratch.directory());
    auto const ask = [&](std::string const& caller) {
        write_file(lowered.c, "/*@ requires n < 10; assigns \\nothing; ensures \\result == n; */\n"
                              "unsigned h(unsigned n) { return n; }\n" +
                                  std::string(contract) + "\nunsigned f(unsigned n) { " + test::path_end() + caller + " }\n" +
                                  contract +
                                  "\nunsigned other(unsigned n) { return h(n + 1u); }\n");
        bench.setting.function = "f";
        return reasons(prove_lowered(bench.setting, find_toolchain(bench.scratch.directory() / "tools"), "m", lowered,
                                     bench.scratch.directory() / "work"));
    };
    CHECK(ask("return h(n) + 1u;") == ""); // other breaks the same precondition
    CHECK(ask("return h(n + 1u);").find("goal") != std::string::npos);
}
