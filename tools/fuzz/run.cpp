// SPDX-License-Identifier: Apache-2.0
#include "tools/fuzz/run.hpp"

#include "tools/support/process.hpp"

#include <fmt/core.h>

namespace redoubt::fuzz {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string limit(Budget const& budget) {
    if (auto const* const runs = std::get_if<std::uint64_t>(&budget)) return fmt::format("-runs={}", *runs);
    return fmt::format("-max_total_time={}", std::get<std::chrono::seconds>(budget).count());
}

std::vector<std::string> command(Target const& target, Setting const& setting) {
    return {target.program,
            fmt::format("-seed={}", setting.seed),
            limit(setting.budget),
            "-reload=0",          // nobody else writes there, and a look at the clock would make runs differ
            "-timeout=20",        // seconds for one input: a loop without end is a finding
            "-rss_limit_mb=2048", //
            "-max_len=4608",      // a page and what says how to use it
            "-artifact_prefix=" + (target.findings() / "").string(),
            target.corpus(),
            target.seeds};
}

} // namespace

double Verdict::runs_per_second() const {
    return seconds > 0 ? static_cast<double>(output.progress.runs) / seconds : 0;
}

std::vector<std::string> Verdict::complaints() const {
    if (found()) return {output.problem.value_or(fmt::format("the fuzzer ended with status {}", status))};
    std::vector<std::string> all;
    for (auto const& goal : output.goals)
        if (goal.times == 0) all.push_back("no input reached: " + goal.what);
    if (output.progress.runs == 0) all.emplace_back("the fuzzer ran nothing");
    return all;
}

std::string Verdict::replay() const {
    if (!output.reproducer) return {};
    return target.program.string() + " " + *output.reproducer;
}

Verdict run(Target const& target, Setting const& setting, Told const& told) {
    if (!setting.resume) std::filesystem::remove_all(target.corpus());
    std::filesystem::create_directories(target.corpus());
    std::filesystem::create_directories(target.findings()); // kept from run to run
    Verdict verdict{.target = target};
    auto const start = Clock::now();
    auto const outcome = support::run_captured({.argv = command(target, setting),
                                                .watch =
                                                    [&](std::string_view line) {
                                                        verdict.seconds = seconds_since(start);
                                                        if (read_line(verdict.output, line)) told(verdict);
                                                        return true;
                                                    },
                                                .merged = true});
    verdict.seconds = seconds_since(start);
    verdict.status = outcome.status;
    return verdict;
}

} // namespace redoubt::fuzz
