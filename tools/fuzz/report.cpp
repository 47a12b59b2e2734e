// SPDX-License-Identifier: Apache-2.0
#include "tools/fuzz/report.hpp"

#include "machine/trace/grouped.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::fuzz {
namespace {

using Json = nlohmann::ordered_json;

std::string numbers(Verdict const& verdict) {
    auto const& progress = verdict.output.progress;
    return fmt::format("{:12} {:>14} {:>10.0f} {:>9} {:>7} {:>6.0f} s", verdict.target.name,
                       machine::grouped(progress.runs), verdict.runs_per_second(), progress.coverage, progress.inputs,
                       verdict.seconds);
}

Json goals(Verdict const& verdict) {
    auto list = Json::array();
    for (auto const& goal : verdict.output.goals)
        list.push_back({{"what", goal.what}, {"times", goal.times}});
    return list;
}

Json finding(Verdict const& verdict) {
    if (!verdict.found()) return nullptr;
    return {{"problem", verdict.complaints().front()},
            {"reproducer", verdict.output.reproducer.value_or("")},
            {"replay", verdict.replay()}};
}

} // namespace

bool good(std::vector<Verdict> const& verdicts) {
    return !verdicts.empty() &&
           std::ranges::all_of(verdicts, [](auto const& verdict) { return verdict.complaints().empty(); });
}

std::string as_line(Verdict const& verdict) {
    return numbers(verdict) + "\n";
}

std::string as_text(std::vector<Verdict> const& verdicts, std::uint32_t seed) {
    auto text = fmt::format("{:12} {:>14} {:>10} {:>9} {:>7} {:>8}\n", "fuzzer", "inputs run", "a second", "coverage",
                            "corpus", "time");
    for (auto const& verdict : verdicts) {
        text += numbers(verdict) + (verdict.complaints().empty() ? "\n" : "  WRONG\n");
        for (auto const& complaint : verdict.complaints())
            text += "    " + complaint + "\n";
        if (verdict.output.reproducer)
            text += fmt::format("    input: {}\n    again: {}\n", *verdict.output.reproducer, verdict.replay());
    }
    std::uint64_t runs = 0;
    for (auto const& verdict : verdicts)
        runs += verdict.output.progress.runs;
    return text + fmt::format("{} inputs run with seed {}: {}\n", machine::grouped(runs), seed,
                              good(verdicts) ? "good" : "NOT good");
}

std::string as_json(std::vector<Verdict> const& verdicts, std::uint32_t seed) {
    auto list = Json::array();
    for (auto const& verdict : verdicts)
        list.push_back({{"name", verdict.target.name},
                        {"runs", verdict.output.progress.runs},
                        {"runs_per_second", verdict.runs_per_second()},
                        {"coverage", verdict.output.progress.coverage},
                        {"corpus", verdict.output.progress.inputs},
                        {"seconds", verdict.seconds},
                        {"goals", goals(verdict)},
                        {"complaints", verdict.complaints()},
                        {"finding", finding(verdict)}});
    return Json{{"version", 1}, {"seed", seed}, {"good", good(verdicts)}, {"fuzzers", std::move(list)}}.dump(1) + "\n";
}

} // namespace redoubt::fuzz
