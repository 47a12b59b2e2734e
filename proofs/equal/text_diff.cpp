// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/text_diff.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace redoubt::equal {
namespace {

struct Edit {
    char mark; // ' ' kept, '-' left only, '+' right only
    std::string const* line;
};

// Longest common subsequence by dynamic programming; texts are single functions, so the table stays small.
std::vector<Edit> edits(Lines const& left, Lines const& right) {
    std::vector common(left.size() + 1, std::vector<std::size_t>(right.size() + 1, 0));
    for (auto i = left.size(); i-- > 0;)
        for (auto j = right.size(); j-- > 0;)
            common[i][j] =
                left[i] == right[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    std::vector<Edit> result;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() || j < right.size()) {
        if (i < left.size() && j < right.size() && left[i] == right[j]) {
            result.push_back({' ', &left[i++]});
            ++j;
        } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
            result.push_back({'-', &left[i++]});
        } else {
            result.push_back({'+', &right[j++]});
        }
    }
    return result;
}

constexpr std::size_t kContext = 3;

bool near_change(std::vector<Edit> const& all, std::size_t at) {
    auto const from = at > kContext ? at - kContext : 0;
    auto const to = std::min(all.size(), at + kContext + 1);
    return std::any_of(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to),
                       [](Edit const& edit) { return edit.mark != ' '; });
}

} // namespace

Lines split_lines(std::string const& text) {
    Lines lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

std::string unified_diff(Lines const& left, Lines const& right) {
    if (left == right) return {};
    std::string text;
    auto const all = edits(left, right);
    std::size_t left_line = 1;
    std::size_t right_line = 1;
    bool open = false;
    for (std::size_t at = 0; at < all.size(); ++at) {
        bool const shown = near_change(all, at);
        if (shown && !open) text += fmt::format("@@ -{} +{} @@\n", left_line, right_line);
        if (shown) text += fmt::format("{}{}\n", all[at].mark, *all[at].line);
        open = shown;
        if (all[at].mark != '+') ++left_line;
        if (all[at].mark != '-') ++right_line;
    }
    return text;
}

} // namespace redoubt::equal
