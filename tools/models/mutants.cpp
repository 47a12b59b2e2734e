// SPDX-License-Identifier: Apache-2.0
#include "tools/models/mutants.hpp"

#include "models/tsl/pdr.hpp"
#include "models/tsl/proof.hpp"
#include "tools/support/module.hpp"
#include "tools/support/parallel.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mutex>
#include <sstream>
#include <stdexcept>

namespace redoubt::check {
namespace {

using tsl::Answer;

constexpr std::chrono::milliseconds condition_limit{3000};
constexpr std::chrono::seconds search_limit{15}; // for a run of one mutant

std::string trimmed(std::string_view text) {
    auto const begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

// A run on the smallest instance that has one.
void look_for_run(tsl::Model const& model, Mutant& mutant) {
    for (auto const& sizes : model.instances()) {
        tsl::Interpreter const interpreter(model, sizes);
        auto const found = tsl::Pdr(interpreter, {.limit = search_limit}).check();
        if (!found.breach) continue;
        mutant.fate = Fate::Killed;
        mutant.property = found.breach->property->name;
        mutant.steps = found.breach->trace.labels.size();
        mutant.trace = tsl::as_steps(interpreter, found.breach->trace);
        return;
    }
}

void judge(tsl::Model const& model, Mutant& mutant) {
    auto const findings = tsl::prove(model, condition_limit);
    auto const open = std::ranges::find_if(findings, [](auto const& each) { return each.answer != Answer::Proven; });
    if (open == findings.end()) return;
    mutant.fate = Fate::Broken;
    mutant.property = open->property->name;
    look_for_run(model, mutant);
}

struct Place {
    MutantReport* report;
    std::size_t action;
    std::size_t guard;
    std::size_t mutant;
};

void match_survivors(MutantReport& report, std::filesystem::path const& folder) {
    auto const file = folder / (report.model->name() + ".md");
    if (!std::filesystem::exists(file)) return;
    for (auto const& row : read_survivors(support::read_file(file))) {
        auto const found = std::ranges::find_if(report.mutants, [&](auto const& mutant) {
            return mutant.action == row.action && mutant.guard == row.guard;
        });
        if (found == report.mutants.end())
            report.stale.push_back(fmt::format("{}: {}", row.action, row.guard));
        else
            found->reason = row.reason;
    }
}

std::vector<Place> places_of(MutantReport& report) {
    std::vector<Place> places;
    for (std::size_t a = 0; a < report.model->actions().size(); ++a) {
        auto const& action = report.model->actions()[a];
        for (std::size_t g = 0; g < action.guards().size(); ++g) {
            places.push_back({&report, a, g, report.mutants.size()});
            report.mutants.push_back({.action = action.name(), .guard = action.guards()[g].label});
        }
    }
    return places;
}

} // namespace

std::vector<Survivor> read_survivors(std::string_view markdown) {
    std::vector<Survivor> rows;
    std::istringstream lines{std::string(markdown)};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| ") || line.starts_with("| action ")) continue;
        std::vector<std::string> cells;
        for (std::size_t at = 1; at < line.size();) {
            auto const end = std::min(line.find('|', at), line.size());
            cells.push_back(trimmed(std::string_view(line).substr(at, end - at)));
            at = end + 1;
        }
        if (cells.size() != 3 || std::ranges::any_of(cells, &std::string::empty))
            throw std::runtime_error("a row is: | action | guard | why it may be missing |, and not: " + line);
        rows.push_back({cells[0], cells[1], cells[2]});
    }
    return rows;
}

std::vector<MutantReport> mutate(std::vector<ModelPointer> const& models, std::filesystem::path const& survivors,
                                 Setting const& setting, Progress const& progress) {
    std::vector<MutantReport> reports;
    for (auto const& model : models)
        if (!model->is_copy()) reports.push_back({model, {}});
    std::vector<Place> places;
    for (auto& report : reports) {
        auto const own = places_of(report);
        places.insert(places.end(), own.begin(), own.end());
        match_survivors(report, survivors);
    }
    std::mutex guard;
    std::size_t done = 0;
    support::for_each_index(places.size(), setting.jobs, [&](std::size_t i) {
        auto const& place = places[i];
        auto& mutant = place.report->mutants[place.mutant];
        judge(place.report->model->without_guard(place.action, place.guard), mutant);
        std::lock_guard const lock(guard);
        progress(fmt::format("[{}/{}] {} {}: {}", ++done, places.size(), place.report->model->id(), mutant.action,
                             mutant.guard));
    });
    return reports;
}

} // namespace redoubt::check
