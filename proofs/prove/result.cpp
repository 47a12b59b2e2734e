// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/result.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace redoubt::prove {
namespace {

using nlohmann::json;

void add_goal(FunctionResult& result, Goal const& goal) {
    if (goal.smoke) {
        result.smoke += goal.total;
        result.smoke_passed += goal.valid;
        return;
    }
    result.goals.push_back(goal);
    result.total += goal.total;
    result.valid += goal.valid;
    result.seconds += goal.seconds;
}

// The report counts per property. Of n goals that Qed left, with a and b proven by two provers, at least a + b - n were
// proven by both.
unsigned proven_twice(Goal const& goal) {
    unsigned qed = 0;
    std::vector<unsigned> counts;
    for (auto const& [prover, count] : goal.provers) {
        if (prover == "qed")
            qed = count;
        else
            counts.push_back(count);
    }
    std::ranges::sort(counts, std::greater());
    auto const left = goal.total - std::min(qed, goal.total);
    if (counts.size() < 2 || counts[0] + counts[1] <= left) return qed;
    return qed + std::min(counts[0] + counts[1] - left, left);
}

json goals_json(std::vector<Goal> const& goals) {
    json list = json::array();
    for (auto const& goal : goals)
        list.push_back({{"name", goal.name},
                        {"proven", goal.proven()},
                        {"total", goal.total},
                        {"valid", goal.valid},
                        {"provers", goal.provers},
                        {"seconds", goal.seconds}});
    return list;
}

json tools_json(Toolchain const& toolchain) {
    json tools{{"frama-c", toolchain.frama_c_version}, {"why3", toolchain.why3_version}};
    for (auto const& prover : toolchain.provers)
        tools[prover.name] = prover.version;
    return tools;
}

} // namespace

std::vector<FunctionResult> function_results(ModuleResult const& result) {
    std::vector<FunctionResult> functions;
    FunctionResult lemmas;
    for (auto const& unit : result.units) {
        if (unit.module != result.name) continue;
        for (auto const& function : unit.map.functions) {
            if (!function.defined) continue;
            FunctionResult entry{.unit = unit.source, .function = function, .goals = {}};
            for (auto const& goal : unit.record.goals)
                if (goal.function == function.c) add_goal(entry, goal);
            functions.push_back(std::move(entry));
        }
        for (auto const& goal : unit.record.goals)
            if (goal.function.empty()) add_goal(lemmas, goal);
    }
    if (!lemmas.goals.empty()) functions.push_back(std::move(lemmas));
    return functions;
}

Totals totals_of(std::vector<FunctionResult> const& functions) {
    Totals totals;
    for (auto const& function : functions) {
        totals.goals += function.total;
        totals.valid += function.valid;
        totals.smoke += function.smoke;
        totals.smoke_passed += function.smoke_passed;
        for (auto const& goal : function.goals)
            totals.twice += proven_twice(goal);
    }
    return totals;
}

std::string to_json(ModuleResult const& result, Toolchain const& toolchain, bool all_provers) {
    auto const functions = function_results(result);
    auto const totals = totals_of(functions);
    json list = json::array();
    for (auto const& entry : functions)
        list.push_back({{"c", entry.function.c},
                        {"name", entry.function.name},
                        {"file", entry.function.file},
                        {"line", entry.function.line},
                        {"unit", entry.unit},
                        {"goals", goals_json(entry.goals)},
                        {"smoke_tests", entry.smoke},
                        {"smoke_tests_passed", entry.smoke_passed},
                        {"seconds", entry.seconds}});
    json units = json::array();
    for (auto const& unit : result.units)
        units.push_back({{"source", unit.source},
                         {"equality", unit.equality},
                         {"cached", unit.record.cached},
                         {"seconds", unit.record.seconds}});
    json findings = json::array();
    for (auto const& finding : result.findings)
        findings.push_back({{"reason", finding.reason}, {"where", finding.where}, {"text", finding.text}});
    json assumptions = json::array();
    for (auto const& each : result.assumptions)
        assumptions.push_back({{"kind", each.kind}, {"name", each.name}, {"unit", each.unit}});
    json whole{{"version", 1},
               {"module", result.name},
               {"proven", result.proven()},
               {"functions", list},
               {"units", units},
               {"findings", findings},
               {"assumptions", assumptions},
               {"bit_facts", result.bit_facts},
               {"tools", tools_json(toolchain)},
               {"started", std::chrono::nanoseconds(result.started.time_since_epoch()).count()},
               {"seconds", result.seconds},
               {"totals",
                {{"functions", result.functions},
                 {"goals", totals.goals},
                 {"proven", totals.valid},
                 {"smoke_tests", totals.smoke},
                 {"smoke_tests_passed", totals.smoke_passed}}}};
    if (!result.only.empty()) whole["only"] = result.only;
    if (result.baseline) whole["baseline"] = *result.baseline;
    if (all_provers && totals.goals > 0)
        whole["totals"]["proven_twice"] = {{"goals", totals.twice}, {"share", double(totals.twice) / totals.goals}};
    return whole.dump(1) + "\n";
}

} // namespace redoubt::prove
