// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/judge.hpp"

#include "proofs/lower/path_end.hpp"
#include "proofs/prove/lines.hpp"
#include "proofs/prove/separation.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <set>
#include <string_view>

namespace redoubt::prove {
namespace {

using Findings = std::vector<Finding>;

// Frama-C could not carry out the run.
void judge_run(Findings& findings, UnitMap const& map, Record const& record) {
    if (record.timed_out) {
        findings.push_back({reason::time, map.source, "Frama-C did not end in time"});
    } else if (!record.complete) {
        // Frama-C's own words for an input it does not take; anything else is a failure of the tool.
        bool const rejected = std::ranges::any_of(
            record.errors, [](auto const& line) { return line.find("invalid user input") != line.npos; });
        auto const annotation = std::ranges::find_if(
            record.warnings, [](auto const& w) { return w.text.starts_with("kernel:annot-error"); });
        auto text = annotation != record.warnings.end() ? annotation->place + ": " + annotation->text
                    : record.errors.empty()
                        ? fmt::format("Frama-C ended with status {} and no complete report", record.status)
                        : record.errors.front();
        findings.push_back({rejected ? reason::syntax : reason::crash, map.source, text});
    }
}

// It went on after them.
void judge_errors(Findings& findings, UnitMap const& map, Record const& record) {
    for (auto const& error : record.errors)
        findings.push_back({reason::crash, map.source, error});
}

bool about_termination(std::string const& goal) {
    return goal.ends_with("_terminates") || goal.find("_loop_variant") != goal.npos ||
           goal.find("_decreases") != goal.npos;
}

void judge_goals(Findings& findings, Record const& record) {
    for (auto const& goal : record.goals) {
        if (goal.proven()) continue;
        auto const* const why = goal.smoke                     ? reason::smoke
                                : about_termination(goal.name) ? reason::termination
                                                               : reason::goal;
        bool const unanswered = is_path_end(goal.name) && goal.provers.empty();
        auto const text = unanswered   ? fmt::format("{}: the prover gave no answer", goal.name)
                          : goal.smoke ? fmt::format("{}: a contradiction was found", goal.name)
                                       : fmt::format("{}: {} of {} proven", goal.name, goal.valid, goal.total);
        findings.push_back({why, goal.function.empty() ? "lemma" : goal.function, text});
    }
}

// Each warning is a statement about the proof's worth: known harmless ones are named here, the rest fails.
void judge_warnings(Findings& findings, UnitMap const& map, Record const& record) {
    for (auto const& warning : record.warnings) {
        auto const& text = warning.text;
        if (text.starts_with("Missing terminates clause") && text.ends_with("populates 'terminates \\true'"))
            continue;                              // as asked for
        if (text == "No goal generated") continue; // of a stage; a function without any is missing
        if (text == "Failed smoke-test") continue; // judged by its goal
        if (is_hypothesis(warning)) {
            auto const hypothesis = parse_hypothesis(warning);
            auto const function = std::ranges::find(map.functions, hypothesis.function, &MappedFunction::c);
            auto const contract = function == map.functions.end() ? std::string() : function->contract_text;
            for (auto const& clause : uncovered(hypothesis, contract))
                findings.push_back(
                    {reason::hypothesis, hypothesis.function, fmt::format("the contract does not say: {}", clause)});
        } else if (text.starts_with("pedantic-assigns") || text.find("'assigns") != text.npos ||
                   text.find("assigns clause") != text.npos) {
            findings.push_back({reason::assigns, warning.place, text});
        } else if (text.find("'decreases' clause") != text.npos) {
            findings.push_back({reason::termination, warning.place, text});
        } else {
            findings.push_back({reason::warning, warning.place, text});
        }
    }
}

bool has_property(Record const& record, std::string const& function, std::string_view start) {
    return std::ranges::any_of(record.properties,
                               [&](auto const& p) { return p.function == function && p.title.starts_with(start); });
}

// Against functions that fall through: what the lowering emitted must be found in both of Frama-C's reports.
void judge_function(Findings& findings, MappedFunction const& function, Record const& record) {
    auto const complain = [&](char const* why, std::string text) {
        findings.push_back({why, function.c, std::move(text)});
    };
    if (!function.contract) complain(reason::contract, "it has no contract");
    bool const has_goal =
        std::ranges::any_of(record.goals, [&](auto const& g) { return g.function == function.c && !g.smoke; });
    if (!has_goal || !has_property(record, function.c, "Termination-condition"))
        return complain(reason::missing, "Frama-C's report does not speak of it");
    if (!has_property(record, function.c, "Assigns"))
        complain(reason::assigns, "its contract does not say what it changes");
    auto const variants = std::ranges::count_if(record.properties, [&](auto const& p) {
        return p.function == function.c && p.title.starts_with("Loop variant");
    });
    auto const path_ends = std::ranges::count_if(
        record.goals, [&](auto const& g) { return g.function == function.c && is_path_end(g.name); });
    if (path_ends != function.ends)
        complain(reason::missing, fmt::format("{} paths end, {} of them were looked at", function.ends, path_ends));
    if (variants != function.loops)
        complain(reason::termination, fmt::format("{} loops, {} variants", function.loops, variants));
    for (auto const& clause : clauses_of(function.contract_text, "terminates"))
        if (without_blanks(clause) != "\\true")
            complain(reason::termination, fmt::format("it need not end: terminates {}", clause));
}

// Judged by its goal, where it is not to be proven.
std::string const path_end_title = fmt::format("Check '{}'", lower::path_end);

// The net under all other checks: nothing else in the report is left open.
void judge_statuses(Findings& findings, Record const& record) {
    for (auto const& property : record.properties)
        if (property.status != "Valid" && property.status != "Extern" && property.title != path_end_title)
            findings.push_back(
                {reason::status, property.function, fmt::format("{}: [{}]", property.title, property.status)});
}

} // namespace

Findings judge_unit(UnitMap const& map, Record const& record) {
    Findings findings;
    judge_run(findings, map, record);
    if (!findings.empty()) return findings;
    judge_goals(findings, record);
    judge_warnings(findings, map, record);
    for (auto const& function : map.functions)
        if (function.defined) judge_function(findings, function, record);
    if (findings.empty()) judge_errors(findings, map, record); // of a contradiction that was found, WP says the same
    if (findings.empty())
        judge_statuses(findings, record); // an unproven goal leaves others pending; those would hide it
    return findings;
}

} // namespace redoubt::prove
