// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/report.hpp"

#include "proofs/prove/lines.hpp"

#include <algorithm>
#include <regex>

namespace redoubt::prove {
namespace {

// `Post-condition 'r' (file a.c, line 6)`: the place moves with every edit and is no part of a property's identity.
std::string without_place(std::string const& title) {
    static std::regex const place(R"( ?\(file [^)]*\))");
    return trim(std::regex_replace(title, place, ""));
}

bool is_detail(std::string const& text) {
    static std::regex const detail("^(by |By |tried with|Unverifiable|- |Dead|Inconsistency|Never).*");
    return std::regex_match(text, detail);
}

} // namespace

std::vector<Property> parse_report(std::string_view output) {
    static std::regex const function(R"(^--- Properties of Function '([^']+)'$)");
    static std::regex const entry(R"(^\[(.{9})\] (.*)$)");
    auto lines = split_lines(output);
    auto const start = std::ranges::find_if(
        lines, [](auto const& line) { return line.starts_with("[report] Computing properties status"); });
    auto const end = std::find(start, lines.end(), "--- Status Report Summary");
    if (end == lines.end()) return {};

    std::vector<Property> properties;
    std::string current;
    for (auto line = start; line != end; ++line) {
        std::smatch match;
        if (std::regex_match(*line, match, function)) {
            current = match[1];
        } else if (std::regex_match(*line, match, entry)) {
            std::string title = match[2];
            while (line + 1 != end && (line + 1)->starts_with("  ") && !is_detail(trim(*(line + 1))))
                append_word(title, trim(*++line));
            properties.push_back({current, without_place(title), trim(match[1].str())});
        }
    }
    return properties;
}

} // namespace redoubt::prove
