// SPDX-License-Identifier: Apache-2.0
#include "tools/models/wrapping.hpp"

#include <algorithm>

namespace redoubt::check {
namespace {

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; // all others of UTF-8 are 10xxxxxx
}

// In bytes; of all of the text if it is shorter.
std::size_t length_of(std::string_view text, std::size_t count) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (begins_character(text[i]) && count-- == 0) return i;
    return text.size();
}

} // namespace

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, begins_character));
}

std::vector<std::string> wrapped(std::string_view utf8, std::size_t columns) {
    std::vector<std::string> lines;
    while (!utf8.empty()) {
        auto const most = length_of(utf8, columns);
        auto const blank = most == utf8.size() ? most : utf8.rfind(' ', most);
        auto const inside_word = blank == std::string_view::npos || blank == 0;
        lines.emplace_back(utf8.substr(0, inside_word ? most : blank));
        utf8.remove_prefix(lines.back().size());
        utf8.remove_prefix(std::min(utf8.find_first_not_of(' '), utf8.size()));
    }
    return lines;
}

} // namespace redoubt::check
