// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/lines.hpp"

#include <cctype>

namespace redoubt::prove {
namespace {

bool blank(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

} // namespace

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string trim(std::string_view text) {
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

void append_word(std::string& text, std::string_view word) {
    if (word.empty()) return;
    if (!text.empty()) text += ' ';
    text += word;
}

std::string without_blanks(std::string_view text) {
    std::string result;
    for (char const c : text)
        if (!blank(c)) result += c;
    return result;
}

std::string with_single_blanks(std::string_view text) {
    std::string result;
    for (char const c : text) {
        if (!blank(c))
            result += c;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    return trim(result);
}

} // namespace redoubt::prove
