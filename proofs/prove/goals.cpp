// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/goals.hpp"

#include "proofs/prove/error.hpp"

#include "proofs/lower/path_end.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace redoubt::prove {
namespace {

using nlohmann::json;

// Of the checks at the end of a path: those which a prover has tried to prove, and has given up.
unsigned resisted(json const& counts) {
    return counts.value("unknown", 0U) + counts.value("timeout", 0U) + counts.value("stepout", 0U);
}

Goal goal_of(std::string const& function, std::string const& name, json const& results) {
    bool const path_end = is_path_end(name);
    Goal goal{.function = function,
              .name = name,
              .smoke = path_end || name.find("_wp_smoke_") != std::string::npos};
    for (auto const& [prover, counts] : results.items()) {
        auto const valid = counts.value("valid", 0U);
        if (prover == "wp:main") {
            goal.total = counts.value("total", 0U);
            goal.valid = path_end ? resisted(counts) : valid;
        } else if (valid > 0) {
            goal.provers[prover.substr(0, prover.find(':'))] = valid;
        }
    }
    return goal;
}

void add_section(std::vector<Goal>& goals, std::string const& function, json const& section) {
    for (auto const& [name, results] : section.items())
        if (name != "wp:section") goals.push_back(goal_of(function, name, results));
}

} // namespace

bool is_path_end(std::string_view goal) {
    return goal.find(fmt::format("_check_{}", lower::path_end)) != goal.npos;
}

std::vector<Goal> parse_goals(std::string_view text) {
    std::vector<Goal> goals;
    try {
        auto const report = json::parse(text);
        // Lemmas are grouped by axiomatic: one level like functions, but belonging to none.
        if (report.contains("wp:axiomatics"))
            for (auto const& [name, section] : report.at("wp:axiomatics").items())
                add_section(goals, "", section);
        if (report.contains("wp:functions"))
            for (auto const& [name, section] : report.at("wp:functions").items())
                add_section(goals, name, section);
    } catch (json::exception const& problem) {
        throw CannotRun(fmt::format("WP's report cannot be read: {}", problem.what()));
    }
    return goals;
}

} // namespace redoubt::prove
