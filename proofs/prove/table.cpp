// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/table.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>

namespace redoubt::prove {
namespace {

// Qed 12, CVC5 3: who proved how many goals.
std::string provers_of(std::vector<Goal> const& goals) {
    std::map<std::string, unsigned> counts;
    for (auto const& goal : goals)
        for (auto const& [prover, count] : goal.provers)
            counts[prover == "qed" ? "Qed" : prover] += count;
    std::string text;
    for (auto const& [prover, count] : counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", prover, count);
    return text;
}

std::string name_of(FunctionResult const& entry) {
    return entry.function.c.empty() ? std::string("(lemmas)") : entry.function.name;
}

std::string rows(std::vector<FunctionResult> const& functions) {
    std::size_t width = 8;
    for (auto const& entry : functions)
        width = std::max(width, name_of(entry).size());
    auto text =
        fmt::format("{:{}}  {:>9}  {:>7}  {:>8}  {}\n", "function", width, "goals", "smoke", "seconds", "provers");
    for (auto const& entry : functions)
        text +=
            fmt::format("{:{}}  {:>9}  {:>7}  {:>8.1f}  {}\n", name_of(entry), width,
                        fmt::format("{}/{}", entry.valid, entry.total),
                        fmt::format("{}/{}", entry.smoke_passed, entry.smoke), entry.seconds, provers_of(entry.goals));
    return text;
}

std::string slowest_goals(std::vector<FunctionResult> const& functions, unsigned count) {
    std::vector<Goal> goals;
    for (auto const& entry : functions)
        goals.insert(goals.end(), entry.goals.begin(), entry.goals.end());
    std::ranges::sort(goals, std::greater(), &Goal::seconds);
    if (goals.size() > count) goals.resize(count);
    std::string text = "\nslowest goals\n";
    for (auto const& goal : goals)
        text += fmt::format("{:8.1f} s  {}  ({})\n", goal.seconds, goal.name, provers_of({goal}));
    return text;
}

} // namespace

std::string table(ModuleResult const& result, bool all_provers, unsigned slowest) {
    auto const functions = function_results(result);
    auto const totals = totals_of(functions);
    std::string text = rows(functions);
    if (slowest > 0) text += slowest_goals(functions, slowest);
    text += '\n';
    for (auto const& unit : result.units)
        if (!unit.equality.empty())
            text += fmt::format("{}: {}{}\n", unit.source, unit.equality, unit.record.cached ? "; proof cached" : "");
    text +=
        fmt::format("{}: {} functions{}, {}/{} goals proven, {}/{} smoke tests passed, {} assumptions, {} bit facts "
                    "confirmed, {:.1f} s of Frama-C\n",
                    result.name, result.functions,
                    result.baseline ? fmt::format(" (baseline {})", *result.baseline) : "", totals.valid, totals.goals,
                    totals.smoke_passed, totals.smoke, result.assumptions.size(), result.bit_facts, result.seconds);
    if (all_provers && totals.goals > 0)
        text += fmt::format("{}: {} of {} goals by Qed or two provers ({:.1f} %)\n", result.name, totals.twice,
                            totals.goals, 100.0 * totals.twice / totals.goals);
    for (auto const& finding : result.findings)
        text += fmt::format("{}: {}: {}: {}\n", result.name, finding.reason, finding.where, finding.text);
    text += fmt::format(
        "{}: {}\n", result.name,
        result.proven() ? (result.only.empty() ? "PROVEN" : fmt::format("only {} was looked at: proven", result.only))
                        : fmt::format("NOT PROVEN ({} findings)", result.findings.size()));
    return text;
}

} // namespace redoubt::prove
