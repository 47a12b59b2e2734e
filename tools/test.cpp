// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/support/junit.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/core.h>
#include <memory>
#include <thread>

// Everything that must hold, in steps. A step that fails does not keep the later ones from running: one run tells all.
namespace redoubt::tools {
namespace {

using Clock = std::chrono::steady_clock;

struct Count {
    std::size_t passed = 0;
    std::size_t failed = 0;
};

struct Step {
    char const* name;
    char const* what;
    Count (*run)();
};

std::string jobs() {
    return std::to_string(std::max(1U, std::thread::hardware_concurrency()));
}

Count one(bool passed) {
    return passed ? Count{1, 0} : Count{0, 1};
}

// A step that is a subcommand counts as one: its own output says how many checks it holds.
Count subcommand(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), support::tool("redoubt"));
    return one(support::run_shown({.argv = std::move(arguments)}).ok());
}

Count run_tests() {
    auto const report = support::build_dir() / "tests.xml";
    std::filesystem::remove(report); // an old report must not speak for this run
    auto const ctest = support::run_shown(
        {.argv = {"ctest", "--output-on-failure", "--no-tests=error", "-j", jobs(), "--output-junit", report},
         .directory = support::build_dir()});
    Count count;
    if (std::filesystem::exists(report))
        for (auto const& test : support::read_junit(support::read_file(report)))
            ++(test.passed ? count.passed : count.failed);
    if (!ctest.ok() && count.failed == 0) count.failed = 1; // ctest's verdict holds, whatever its report says
    if (ctest.ok() && count.passed == 0) count.failed = 1;
    return count;
}

// The seed is fixed so that a change, and not chance, is what makes a run fail; ./redoubt mutants does all of them.
constexpr auto sample_size = "6";
constexpr auto sample_seed = "1";

constexpr std::array steps{
    Step{"tests", "unit tests, tool tests, negative proofs", run_tests},
    Step{"models", "properties of the system, for any number of processors, pages and modules",
         [] { return subcommand({"models"}); }},
    Step{"conformance", "a million steps of the hosted policy and of VMCS switching beside their models",
         [] { return subcommand({"models", "--conformance", "1000000"}); }},
    Step{"guards", "each guard of the models dropped, which some property must miss",
         [] { return subcommand({"models", "--mutate"}); }},
    Step{"proofs", "every module", [] { return subcommand({"prove"}); }},
    Step{"image", "nothing in it but what is proven or listed", [] { return subcommand({"image"}); }},
    Step{"machine",
         "20 times 40,000 SMIs with the image, each on four processors: what they interrupt goes on as it was",
         [] {
             auto const image = support::build_dir() / "image" / "redoubt.stm";
             return subcommand({"machine", "--stm", image, "--smis", "40000", "--seeds", "20"});
         }},
    Step{"faults", "faults put into the image, which the machine must notice",
         [] { return subcommand({"faults", "--machine-only"}); }},
    Step{"fuzz", "20,000 inputs for each fuzzer, from its seeds on, always the same",
         [] { return subcommand({"fuzz", "--runs", "20000", "--seed", "1"}); }},
    Step{"hostile",
         "4,000 steps of an OS and an SMI handler that attack the image, with the promises checked after each",
         [] { return subcommand({"hostile", "--steps", "4000", "--seed", "5"}); }},
    Step{"mutants", "a sample of the mutants of three modules, each of which the proof must notice",
         [] {
             return subcommand({"mutants", "policy", "vmcs", "paging", "--sample", sample_size, "--seed", sample_seed});
         }},
    Step{"trace", "requirement, contract, proof, test", [] { return subcommand({"trace", "--summary"}); }},
};

std::string minutes(Clock::duration time) {
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return seconds < 60 ? fmt::format("{} s", seconds) : fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

void run_steps(std::vector<std::string> const& wanted) {
    Count total;
    auto const start = Clock::now();
    for (auto const& step : steps) {
        if (!wanted.empty() && std::ranges::find(wanted, step.name) == wanted.end()) continue;
        fmt::print("\n== {}: {}\n", step.name, step.what);
        auto const step_start = Clock::now();
        auto const count = step.run();
        fmt::print("== {}: {} passed, {} failed in {}\n", step.name, count.passed, count.failed,
                   minutes(Clock::now() - step_start));
        total.passed += count.passed;
        total.failed += count.failed;
    }
    fmt::print("\n{} passed, {} failed in {}\n", total.passed, total.failed, minutes(Clock::now() - start));
    if (total.failed > 0) throw CLI::RuntimeError(1);
}

} // namespace

void add_test(CLI::App& app) {
    auto* const command = app.add_subcommand("test");
    auto const wanted = std::make_shared<std::vector<std::string>>();
    std::vector<std::string> names;
    for (auto const& step : steps)
        names.emplace_back(step.name);
    command->add_option("step", *wanted, "only these steps")->check(CLI::IsMember(names));
    command->callback([wanted] { run_steps(*wanted); });
}

} // namespace redoubt::tools
