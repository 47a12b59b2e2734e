// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"

#include "models/catalog.hpp"
#include "models/conformance/conformance.hpp"
#include "tools/models/report.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <memory>
#include <thread>

namespace redoubt::tools {
namespace {

struct Arguments {
    std::vector<std::string> names;
    bool json = false;
    unsigned limit = 60;
    std::uint64_t conformance = 0; // steps; 0: the models alone
    std::uint64_t seed = 1;
};

void run_conformance(std::uint64_t steps, std::uint64_t seed) {
    auto const outcomes =
        conformance::run_all(steps, seed, [](std::string const& line) { fmt::print(stderr, "{}\n", line); });
    for (auto const& outcome : outcomes)
        fmt::print("{}", conformance::as_text(outcome));
    if (!std::ranges::all_of(outcomes, &conformance::Outcome::good)) throw CLI::RuntimeError(1);
}

std::vector<check::ModelPointer> chosen_models(std::vector<std::string> const& names) {
    auto const all = models::catalog();
    if (names.empty()) return all;
    std::vector<check::ModelPointer> chosen;
    for (auto const& name : names) {
        auto const found =
            std::ranges::find_if(all, [&](auto const& model) { return model->name() == name || model->id() == name; });
        if (found == all.end())
            throw std::runtime_error(fmt::format("no such model: {}; see models/catalog.cpp", name));
        chosen.push_back(*found);
    }
    return chosen;
}

void run_models(Arguments const& arguments) {
    if (arguments.conformance != 0) return run_conformance(arguments.conformance, arguments.seed);
    check::Setting const setting{.jobs = std::max(1U, std::thread::hardware_concurrency()),
                                 .limit = std::chrono::seconds(arguments.limit)};
    auto const reports = check::check(chosen_models(arguments.names), setting,
                                      [](std::string const& line) { fmt::print(stderr, "{}\n", line); });
    fmt::print("{}", arguments.json ? check::as_json(reports) : check::as_text(reports));
    if (!check::good(reports)) throw CLI::RuntimeError(1);
}

} // namespace

void add_models(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("models");
    command->add_option("model", arguments->names, "names or ids, as M1 (default: all)");
    command->add_option("--limit", arguments->limit, "seconds for one engine on one instance")
        ->check(CLI::Range(1U, 3600U));
    command->add_flag("--json", arguments->json, "print the results as JSON");
    command->add_option("--conformance", arguments->conformance,
                        "run the hosted monitor against its models, so many steps, and nothing else");
    command->add_option("--seed", arguments->seed, "of the conformance run (default: 1)");
    command->callback([arguments] { run_models(*arguments); });
}

} // namespace redoubt::tools
