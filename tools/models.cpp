// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"

#include "models/catalog.hpp"
#include "tools/models/mutants.hpp"
#include "tools/models/report.hpp"
#include "tools/models/standing.hpp"
#include "tools/support/places.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <memory>
#include <thread>

namespace redoubt::tools {
namespace {

struct Arguments {
    std::vector<std::string> names;
    bool json = false;
    bool mutate = false;
    bool update = false;
    unsigned limit = 30;
};

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

template <class Reports>
void print(Reports const& reports, bool json) {
    fmt::print("{}", json ? check::as_json(reports) : check::as_text(reports));
    if (!check::good(reports)) throw CLI::RuntimeError(1);
}

void run_models(Arguments const& arguments) {
    check::Setting const setting{.jobs = std::max(1U, std::thread::hardware_concurrency()),
                                 .limit = std::chrono::seconds(arguments.limit)};
    auto const models = chosen_models(arguments.names);
    auto const root = support::source_root();
    if (arguments.update) {
        for (auto const& file : check::update(models, root))
            fmt::print("{} has changed\n", file);
        return;
    }
    auto const show = [](std::string const& line) { fmt::print(stderr, "{}\n", line); };
    if (arguments.mutate)
        print(check::mutate(models, root / "models" / "survivors", setting, show), arguments.json);
    else {
        auto const stale = check::out_of_date(models, root);
        for (auto const& complaint : stale)
            fmt::print(stderr, "redoubt models: {}\n", complaint);
        print(check::check(models, setting, show), arguments.json);
        if (!stale.empty()) throw CLI::RuntimeError(1);
    }
}

} // namespace

void add_models(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("models");
    command->add_option("model", arguments->names, "names or ids, as M1 (default: all)");
    command->add_option("--limit", arguments->limit, "seconds for one engine on one instance")
        ->check(CLI::Range(1U, 3600U));
    command->add_flag("--update", arguments->update,
                      "write what is made of the models anew: predicates in headers, counts in models/expected");
    command->add_flag("--mutate", arguments->mutate, "drop each guard in turn, and see which property misses it");
    command->add_flag("--json", arguments->json, "print the results as JSON");
    command->callback([arguments] { run_models(*arguments); });
}

} // namespace redoubt::tools
