// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"

#include "proofs/mutants/report.hpp"
#include "proofs/prove/file.hpp"
#include "tools/mutant_prover.hpp"
#include "tools/support/lock.hpp"
#include "tools/support/places.hpp"

#include <cstdio>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <memory>
#include <thread>

namespace redoubt::tools {
namespace {

struct Arguments {
    std::vector<std::string> modules;
    std::size_t sample = 0; // 0: all
    std::uint64_t seed = 1;
    // A proof runs two provers at a time.
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency() / 2);
    unsigned limit = 2;
    bool json = false;
};

mutants::Report run_module(support::Module const& module, Arguments const& arguments, mutants::Prove const& prove) {
    auto const result = support::proofs_dir() / ("mutants-" + module.name + ".json");
    std::filesystem::remove(result); // an old result must not speak for this run
    mutants::Options options;
    if (arguments.sample != 0) options.sample = arguments.sample;
    options.seed = arguments.seed;
    options.jobs = arguments.jobs;
    options.limit = std::chrono::seconds(arguments.limit);
    auto const report =
        mutants::run(module, {support::tool("redoubt-mutate"), support::tool("redoubt-lower")}, prove,
                     mutants::read_survivors(support::source_root() / "proofs" / "mutants" / "survivors.json"),
                     support::proofs_dir() / "mutants" / module.name, options,
                     [](std::string const& line) { fmt::print(stderr, "{}\n", line); });
    prove::write_file(result, mutants::to_json(report));
    return report;
}

void run_mutants(Arguments arguments) {
    if (arguments.modules.empty()) arguments.modules = support::module_names();
    if (arguments.modules.empty()) throw std::runtime_error("there is no module to mutate");
    std::vector<support::Module> modules;
    for (auto const& name : arguments.modules)
        modules.push_back(support::read_module(name));
    support::Lock const alone(support::proofs_dir());
    auto const prove = mutant_prover();
    bool good = true;
    std::vector<std::string> documents; // printed as one, when all are there
    for (auto const& module : modules) {
        auto const report = run_module(module, arguments, prove);
        if (arguments.json)
            documents.push_back(mutants::to_json(report));
        else
            fmt::print("{}", mutants::table(report));
        std::fflush(stdout);
        good = good && !report.failed();
    }
    if (arguments.json) fmt::print("[{}]\n", fmt::join(documents, ","));
    if (!good) throw CLI::RuntimeError(1);
}

} // namespace

void add_mutants(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("mutants");
    command->add_option("module", arguments->modules, "modules to mutate (default: all)");
    command->add_option("--sample", arguments->sample, "only that many, chosen by the seed");
    command->add_option("--seed", arguments->seed, "chooses the sample");
    command->add_option("-j,--jobs", arguments->jobs, "mutants at a time")->check(CLI::Range(1U, 256U));
    command
        ->add_option("--time-limit", arguments->limit,
                     "seconds for a prover on a goal of a mutant; the unmutated function must do with half")
        ->check(CLI::Range(2U, 3600U));
    command->add_flag("--json", arguments->json, "print the results as one JSON list");
    command->callback([arguments] { run_mutants(*arguments); });
}

} // namespace redoubt::tools
