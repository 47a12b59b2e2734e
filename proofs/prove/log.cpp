// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/log.hpp"

#include "proofs/prove/goals.hpp"
#include "proofs/prove/lines.hpp"
#include "proofs/prove/toolchain.hpp"

#include <regex>

namespace redoubt::prove {
namespace {

// Goals are called after the memory model and the driver (bits.hpp) first.
std::string strip_model(std::string const& name) {
    for (std::string_view const prefix : {"typed_redoubt_bits_", "typed_"})
        if (name.starts_with(prefix)) return name.substr(prefix.size());
    return name;
}

// Sum of the times in the line: (Qed:4ms) (100ms) (1.2s).
double seconds_in(std::string const& text) {
    static std::regex const time(R"(\((?:Qed:)?([0-9.]+)(ms|s|m)\))");
    double sum = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), time), end; it != end; ++it) {
        auto const unit = (*it)[2].str();
        sum += std::stod((*it)[1]) * (unit == "ms" ? 0.001 : unit == "s" ? 1 : 60);
    }
    return sum;
}

} // namespace

std::optional<GoalLine> parse_goal_line(std::string_view line) {
    static std::regex const proof(R"(^\[wp\] \[([^\]]+)\] Goal (\S+)(?: : (\S+)(.*))?$)");
    static std::regex const smoke(R"(^\[wp\] \[(Passed|Failed)\] Smoke-test (\S+)$)");
    if (!line.starts_with("[wp] [")) return std::nullopt;
    std::string const text(line);
    std::smatch match;
    GoalLine goal;
    if (std::regex_match(text, match, smoke)) {
        goal.name = strip_model(match[2]);
        goal.smoke = true;
        goal.valid = match[1] == "Passed";
        return goal;
    }
    if (!std::regex_match(text, match, proof)) return std::nullopt;
    goal.name = strip_model(match[2]);
    if (is_path_end(goal.name)) {
        goal.smoke = true;
        goal.valid = match[3] == "Unknown" || match[3] == "Timeout" || match[3] == "Stepout";
        goal.seconds = seconds_in(match[4]);
        return goal;
    }
    goal.valid = match[3] == "Valid";
    goal.final = goal.valid || match[1] == "Failed";
    if (goal.valid) goal.prover = match[1];
    goal.seconds = seconds_in(match[4]);
    return goal;
}

Log parse_log(std::string_view output) {
    static std::regex const warning(R"(^\[([^\]]+)\] (?:(.+?:[0-9]+): )?Warning: ?(.*)$)");
    // The word alone: as a part of a file's or a function's name it says nothing.
    static std::regex const error(
        R"(^\[([^\]]+)\] (?:(?:.+?:[0-9]+): ?)?(User Error:|Failure:|.*aborted:|.*\b[Ee]xception\b).*$)");
    // A prover that crashed has found no contradiction, and WP counts that as passed.
    static std::regex const smoke_failed("^  " + std::string(smoke_prover) + R"( [^:]*: .*\(failed: [0-9]+\).*$)");
    Log log;
    auto const lines = split_lines(output);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (auto goal = parse_goal_line(lines[i])) {
            log.goals.push_back(std::move(*goal));
            continue;
        }
        std::smatch match;
        if (std::regex_match(lines[i], match, warning)) {
            Warning found{match[2], match[3]};
            while (i + 1 < lines.size() && lines[i + 1].starts_with("  "))
                append_word(found.text, trim(lines[++i]));
            if (match[1] != "wp" && match[1] != "kernel") found.text = match[1].str() + ": " + found.text;
            log.warnings.push_back(std::move(found));
        } else if (std::regex_match(lines[i], error)) {
            log.errors.push_back(lines[i]);
        } else if (std::regex_match(lines[i], smoke_failed)) {
            log.errors.push_back("smoke tests without an answer: " + trim(lines[i]));
        }
    }
    return log;
}

} // namespace redoubt::prove
