// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/abc.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace redoubt::tsl {
namespace {

[[noreturn]] void fail(std::string const& what) {
    throw std::runtime_error("ABC: " + what);
}

enum class Said : std::uint8_t {
    Nothing,
    Read,
    Invariant,
    Verified,
    Proved,
    Asserted,
    Limit,
    Undecided,
    Status,
    NoCex
};

struct Line {
    Said said;
    std::string text;
    std::vector<std::string> numbers = {};
};

// All that ABC 1.01 prints for read_aiger, print_stats, pdr, print_status and write_cex when nothing is wrong.
Line understood(std::string const& text) {
    static std::vector<std::pair<Said, std::regex>> const kLines = {
        {Said::Nothing, std::regex("")},
        {Said::Nothing, std::regex("ABC command line: .*")},
        {Said::Read,
         std::regex("\x1b\\[1;37mcircuit +:\x1b\\[0m i/o = *(\\d+)/ *1  lat = *(\\d+)  and = *\\d+  lev = *\\d+")},
        {Said::Invariant, std::regex("Invariant F\\[\\d+\\] : \\d+ clauses with \\d+ flops .*")},
        {Said::Verified, std::regex("Verification of invariant with \\d+ clauses was successful\\.  Time = .*")},
        {Said::Proved, std::regex("Property proved\\.  Time = .*")},
        {Said::Asserted, std::regex("Output 0 of miter \"circuit\" was asserted in frame (\\d+)\\.  Time = .*")},
        {Said::Limit, std::regex("Reached (?:timeout|limit on the number of timeframes) .*")},
        {Said::Undecided, std::regex("Property UNDECIDED\\.  Time = .*")},
        {Said::Status, std::regex("Status = *(-?\\d+)  Frames = .*")},
        {Said::NoCex, std::regex("Counter-example is not available\\.")},
    };
    for (auto const& [said, pattern] : kLines)
        if (std::smatch match; std::regex_match(text, match, pattern))
            return {said, text, {match.begin() + 1, match.end()}};
    fail("a line that is not understood: " + text);
}

std::vector<Line> lines_of(std::string const& report) {
    std::vector<Line> lines;
    std::istringstream stream(report);
    for (std::string text; std::getline(stream, text);)
        if (auto line = understood(text); line.said != Said::Nothing) lines.push_back(std::move(line));
    return lines;
}

bool say(std::vector<Line> const& lines, std::vector<Said> const& what, std::string const& status) {
    if (!std::ranges::equal(lines, what, {}, &Line::said)) return false;
    return std::ranges::all_of(
        lines, [&](Line const& line) { return line.said != Said::Status || line.numbers[0] == status; });
}

Frame bits(std::string const& line, std::size_t count) {
    if (line.size() != count || line.find_first_not_of("01") != std::string::npos) fail("a strange witness: " + line);
    Frame frame;
    for (auto const c : line)
        frame.push_back(c == '1');
    return frame;
}

// A line of latches, which are false at first, and one of inputs for each frame, if there are inputs; "# DONE" is right
// behind the last.
std::vector<Frame> frames_of(Graph const& graph, std::string const& witness, std::size_t count) {
    auto const end = witness.find("# DONE");
    if (end == std::string::npos || witness.find_last_not_of("\n") != end + 5) fail("a witness without its end");
    std::istringstream stream(witness.substr(0, end) + "\n");
    std::string line;
    std::getline(stream, line);
    if (std::ranges::count(bits(line, graph.latches()), true) != 0) fail("a witness that starts elsewhere");
    std::vector<Frame> frames;
    while (std::getline(stream, line))
        frames.push_back(bits(line, graph.inputs()));
    if (graph.inputs() == 0) frames.resize(count);
    if (frames.size() != count) fail("a witness of another length: " + witness);
    return frames;
}

} // namespace

AbcAnswer read_abc(Graph const& graph, std::string const& report, std::optional<std::string> const& witness) {
    using enum Said;
    auto const lines = lines_of(report);
    if (lines.empty() || lines[0].said != Read) fail("no circuit was read: " + report);
    if (lines[0].numbers != std::vector{std::to_string(graph.inputs()), std::to_string(graph.latches())})
        fail("another circuit was read: " + lines[0].text);
    if (!witness && say(lines, {Read, Invariant, Verified, Proved, Status, NoCex}, "1")) return {Reachability::Never};
    if (!witness && say(lines, {Read, Limit, Undecided, Status, NoCex}, "-1"))
        return {Reachability::Undecided, {}, lines[1].text};
    if (!witness || !say(lines, {Read, Asserted, Status}, "0")) fail("a report that contradicts itself: " + report);
    return {Reachability::Found, frames_of(graph, *witness, std::stoul(lines[1].numbers[0]) + 1)};
}

} // namespace redoubt::tsl
