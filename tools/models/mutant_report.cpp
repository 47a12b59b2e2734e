// SPDX-License-Identifier: Apache-2.0
#include "tools/models/mutants.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::check {
namespace {

char const* in_words(Fate fate) {
    switch (fate) {
    case Fate::Killed: return "killed";
    case Fate::Broken: return "no run";
    case Fate::Survives: return "survives";
    }
    return "?";
}

std::string row(Mutant const& mutant) {
    auto text = fmt::format("  {:22} {:48} {:9}", mutant.action, mutant.guard, in_words(mutant.fate));
    if (mutant.fate == Fate::Killed) text += fmt::format("{} in {} steps", mutant.property, mutant.steps);
    if (mutant.fate == Fate::Broken) text += fmt::format("{} is not proven", mutant.property);
    if (mutant.reason) text += fmt::format("\n      listed: {}", *mutant.reason);
    if (!mutant.as_listed())
        text += mutant.reason ? "\n      WRONG: it is killed; strike it from the list"
                              : "\n      WRONG: nothing misses the guard, and it is not listed";
    return text + "\n";
}

std::ptrdiff_t count(std::vector<Mutant> const& mutants, Fate fate) {
    return std::ranges::count(mutants, fate, &Mutant::fate);
}

bool good(MutantReport const& report) {
    return report.stale.empty() && !report.mutants.empty() &&
           std::ranges::all_of(report.mutants, [](auto const& mutant) { return mutant.as_listed(); });
}

} // namespace

bool good(std::vector<MutantReport> const& reports) {
    return !reports.empty() && std::ranges::all_of(reports, [](auto const& report) { return good(report); });
}

std::string as_text(std::vector<MutantReport> const& reports) {
    std::string text;
    for (auto const& report : reports) {
        text += fmt::format("{} {}: {} guards\n", report.model->id(), report.model->name(), report.mutants.size());
        for (auto const& mutant : report.mutants)
            text += row(mutant);
        for (auto const& stale : report.stale)
            text += fmt::format("  WRONG: the list has a guard that is not there: {}\n", stale);
    }
    text += fmt::format("\n{:26} {:>8} {:>8} {:>8} {:>9}\n", "model", "guards", "killed", "no run", "survives");
    for (auto const& report : reports)
        text += fmt::format("{:26} {:>8} {:>8} {:>8} {:>9}  {}\n",
                            fmt::format("{} {}", report.model->id(), report.model->name()), report.mutants.size(),
                            count(report.mutants, Fate::Killed), count(report.mutants, Fate::Broken),
                            count(report.mutants, Fate::Survives), good(report) ? "as listed" : "NOT as listed");
    return text;
}

std::string as_json(std::vector<MutantReport> const& reports) {
    auto list = nlohmann::json::array();
    for (auto const& report : reports) {
        auto mutants = nlohmann::json::array();
        for (auto const& mutant : report.mutants) {
            mutants.push_back({{"action", mutant.action},
                               {"guard", mutant.guard},
                               {"fate", in_words(mutant.fate)},
                               {"property", mutant.property},
                               {"steps", mutant.steps},
                               {"as_listed", mutant.as_listed()},
                               {"trace", mutant.trace}});
            if (mutant.reason) mutants.back()["reason"] = *mutant.reason;
        }
        list.push_back({{"id", report.model->id()},
                        {"name", report.model->name()},
                        {"good", good(report)},
                        {"stale", report.stale},
                        {"mutants", std::move(mutants)}});
    }
    return nlohmann::json{{"version", 1}, {"good", good(reports)}, {"models", std::move(list)}}.dump(1) + "\n";
}

} // namespace redoubt::check
