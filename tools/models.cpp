// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"

#include "models/catalog.hpp"
#include "models/conformance/conformance.hpp"
#include "models/tsl/smtlib.hpp"
#include "tools/models/mutants.hpp"
#include "tools/models/page.hpp"
#include "tools/models/report.hpp"
#include "tools/models/standing.hpp"
#include "tools/support/places.hpp"
#include "tools/support/whole_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <memory>
#include <thread>

namespace redoubt::tools {
namespace {

struct Arguments {
    std::vector<std::string> names;
    std::string html;
    std::string conditions; // a folder
    bool json = false;
    bool mutate = false;
    bool update = false;
    unsigned limit = 30;
    std::uint64_t conformance = 0; // steps
    std::uint64_t seed = 1;
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

void show_progress(std::string const& line) {
    fmt::print(stderr, "{}\n", line);
}

template <class Reports>
void print(Reports const& reports, bool json) {
    fmt::print("{}", json ? check::as_json(reports) : check::as_text(reports));
    if (!check::good(reports)) throw CLI::RuntimeError(1);
}

void run_update(std::vector<check::ModelPointer> const& models) {
    for (auto const& file : check::update(models, support::source_root()))
        fmt::print("{} has changed\n", file);
}

// For ./redoubt trace. And where something is broken, the run as steps and as a diagram, for where Markdown is shown.
void leave_results(std::vector<check::Report> const& reports) {
    auto const folder = support::build_dir() / "models" / "results";
    std::filesystem::create_directories(folder);
    for (auto const& report : reports) {
        support::write_whole(folder / (report.model->name() + ".json"), check::as_json({report}));
        auto const file = folder / (report.model->name() + ".md");
        std::filesystem::remove(file); // an earlier run's
        auto const* const broken = report.shortest_breach();
        if (broken == nullptr) continue;
        support::write_whole(file, check::as_markdown(report, *broken));
        fmt::print(stderr, "redoubt models: the run that breaks {} is in {}\n", broken->breach->property->name,
                   file.string());
    }
}

void write_conditions(std::vector<check::ModelPointer> const& models, std::filesystem::path const& folder) {
    std::size_t count = 0;
    for (auto const& model : models)
        for (auto const& script : tsl::scripts(*model)) {
            tsl::write(script, folder / model->name());
            count += script.asked.size();
        }
    fmt::print("{} conditions are in {}, a folder a model\n", count, folder.string());
}

void run_check(std::vector<check::ModelPointer> const& models, Arguments const& arguments,
               check::Setting const& setting) {
    if (!arguments.html.empty()) support::need_writable(arguments.html);
    auto const stale = check::out_of_date(models, support::source_root());
    auto const reports = check::check(models, setting, show_progress);
    if (!arguments.html.empty()) {
        support::write_whole(arguments.html, check::as_html(reports));
        fmt::print(stderr, "redoubt models: the page is in {}\n", arguments.html);
    }
    leave_results(reports);
    for (auto const& complaint : stale)
        fmt::print(stderr, "redoubt models: {}\n", complaint);
    print(reports, arguments.json);
    if (!stale.empty()) throw CLI::RuntimeError(1);
}

void run_conformance(std::uint64_t steps, std::uint64_t seed) {
    auto const outcomes = conformance::run_all(steps, seed, show_progress);
    for (auto const& outcome : outcomes)
        fmt::print("{}", conformance::as_text(outcome));
    if (!std::ranges::all_of(outcomes, &conformance::Outcome::good)) throw CLI::RuntimeError(1);
}

void run_models(Arguments const& arguments) {
    if (arguments.conformance != 0) return run_conformance(arguments.conformance, arguments.seed);
    auto const models = chosen_models(arguments.names);
    check::Setting const setting{.jobs = std::max(1U, std::thread::hardware_concurrency()),
                                 .limit = std::chrono::seconds(arguments.limit)};
    if (arguments.update) return run_update(models);
    if (!arguments.conditions.empty()) return write_conditions(models, arguments.conditions);
    if (!arguments.mutate) return run_check(models, arguments, setting);
    auto const survivors = support::source_root() / "models" / "survivors";
    print(check::mutate(models, survivors, setting, show_progress), arguments.json);
}

} // namespace

void add_models(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("models");
    command->add_option("model", arguments->names, "names or ids, as M1 (default: all)");
    command->add_option("--limit", arguments->limit, "seconds for one engine on one instance (default: 30)")
        ->check(CLI::Range(1U, 3600U));
    auto* const mutate =
        command->add_flag("--mutate", arguments->mutate, "drop each guard in turn, and see which property misses it");
    auto* const update =
        command->add_flag("--update", arguments->update,
                          "write what is made of the models anew: predicates in headers, counts in models/expected");
    auto* const html = command->add_option("--html", arguments->html, "write the results as a page to this file");
    auto* const json = command->add_flag("--json", arguments->json, "print the results as JSON");
    auto* const conformance =
        command->add_option("--conformance", arguments->conformance,
                            "instead of checking the models, run the hosted monitor beside them, so many steps each");
    command->add_option("--seed", arguments->seed, "of the conformance run (default: 1)")->needs(conformance);
    auto* const conditions = command->add_option(
        "--export", arguments->conditions, "instead, write the conditions of the proof as SMT-LIB to this folder");
    for (auto* const other : {mutate, update, html, json, conformance})
        conditions->excludes(other);
    for (auto* const other : {mutate, update, html, json})
        conformance->excludes(other);
    update->excludes(mutate)->excludes(html)->excludes(json);
    mutate->excludes(html);
    command->callback([arguments] { run_models(*arguments); });
}

} // namespace redoubt::tools
