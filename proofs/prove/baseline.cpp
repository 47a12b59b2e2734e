// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/baseline.hpp"

#include "proofs/prove/error.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <set>

namespace redoubt::prove {

unsigned count_functions(std::vector<Unit> const& units, std::string const& module) {
    std::set<std::string> names; // an inline function is defined in several units
    for (auto const& unit : units)
        for (auto const& function : unit.map.functions)
            if (unit.module == module && function.defined)
                names.insert(function.internal ? unit.source + ":" + function.c : function.c);
    return static_cast<unsigned>(names.size());
}

std::optional<unsigned> baseline_of(std::string_view text, std::string const& module) {
    try {
        auto const whole = nlohmann::json::parse(text);
        if (!whole.contains(module)) return std::nullopt;
        return whole.at(module).at("functions").get<unsigned>();
    } catch (nlohmann::json::exception const& problem) {
        throw CannotRun(fmt::format("the baseline cannot be read: {}", problem.what()));
    }
}

std::optional<Finding> judge_count(std::string const& module, unsigned functions, std::optional<unsigned> baseline) {
    if (!baseline)
        return Finding{reason::count, module,
                       fmt::format("it is not in proofs/baseline.json; it has {} functions", functions)};
    if (functions >= *baseline) return std::nullopt;
    return Finding{reason::count, module,
                   fmt::format("{} functions, {} in proofs/baseline.json", functions, *baseline)};
}

} // namespace redoubt::prove
