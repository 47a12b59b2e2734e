// SPDX-License-Identifier: Apache-2.0
#include "tools/fuzz/output.hpp"

#include <array>
#include <charconv>

namespace redoubt::fuzz {
namespace {

// The number right behind the key, if both are there.
std::optional<std::uint64_t> number_after(std::string_view line, std::string_view key) {
    auto const at = line.find(key);
    if (at == std::string_view::npos) return {};
    auto const* const first = line.data() + at + key.size();
    std::uint64_t value = 0;
    if (std::from_chars(first, line.data() + line.size(), value).ec != std::errc{}) return {};
    return value;
}

// "#65536\tpulse  cov: 236 ft: 700 corp: 60/3Kb lim: 1024 exec/s: 10922 rss: 50Mb"; ft and corp not in each.
bool read_progress(Progress& progress, std::string_view line) {
    if (!line.starts_with('#')) return false;
    auto const runs = number_after(line, "#");
    auto const coverage = number_after(line, " cov: ");
    if (!runs || !coverage) return false;
    progress.runs = *runs;
    progress.coverage = *coverage;
    progress.inputs = number_after(line, " corp: ").value_or(progress.inputs);
    return true;
}

// "reached: 12 what"
bool read_goal(std::vector<Goal>& goals, std::string_view line) {
    constexpr std::string_view key = "reached: ";
    if (!line.starts_with(key)) return false;
    auto const times = number_after(line, key);
    auto const blank = line.find(' ', key.size());
    if (!times || blank == std::string_view::npos) return false;
    goals.push_back({.what = std::string(line.substr(blank + 1)), .times = *times});
    return true;
}

bool tells_problem(std::string_view line) {
    constexpr std::array<std::string_view, 4> keys{"broken: ", ": runtime error: ", "ERROR: ", "terminate called"};
    for (auto const key : keys)
        if (line.find(key) != std::string_view::npos) return true;
    return false;
}

} // namespace

bool read_line(Output& output, std::string_view line) {
    if (read_progress(output.progress, line)) return true;
    if (read_goal(output.goals, line)) return false;
    if (!output.problem && tells_problem(line)) output.problem = line;
    constexpr std::string_view written = "Test unit written to ";
    auto const at = line.find(written);
    if (at != std::string_view::npos) output.reproducer = line.substr(at + written.size());
    return false;
}

} // namespace redoubt::fuzz
