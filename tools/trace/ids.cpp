// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/ids.hpp"

#include <algorithm>

namespace redoubt::trace {
namespace {

constexpr std::string_view prefix = "REQ";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_word(char c) {
    return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_';
}

template <typename Predicate>
std::size_t skip(std::string_view text, std::size_t at, Predicate accepts) {
    while (at < text.size() && accepts(text[at]))
        ++at;
    return at;
}

// The mention that starts at `at`, if one does: REQ, separator, area, the same separator, digits.
std::optional<Mention> mention_at(std::string_view text, std::size_t at) {
    auto const separator_at = at + prefix.size();
    if (!text.substr(at).starts_with(prefix) || separator_at >= text.size()) return std::nullopt;
    auto const separator = text[separator_at];
    if (separator != '-' && separator != '_') return std::nullopt;

    auto const area = separator_at + 1;
    auto const area_end = skip(text, area, is_upper);
    if (area_end == area || area_end >= text.size() || text[area_end] != separator) return std::nullopt;

    auto const number = area_end + 1;
    auto const number_end = skip(text, number, is_digit);
    if (number_end == number) return std::nullopt;
    // REQ-POL-01x is no id; a clause's name goes on with an underscore.
    auto const name_end = skip(text, number_end, is_word);
    bool const clause = separator == '_';
    if (name_end != number_end && (!clause || text[number_end] != '_')) return std::nullopt;

    Mention mention;
    mention.id = std::string(prefix) + "-" + std::string(text.substr(area, area_end - area)) + "-" +
                 std::string(text.substr(number, number_end - number));
    mention.name = std::string(text.substr(at, name_end - at));
    mention.offset = at;
    mention.is_clause = clause;
    return mention;
}

} // namespace

std::vector<Mention> mentions_in(std::string_view text) {
    std::vector<Mention> found;
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        bool const starts_word = at == 0 || !is_word(text[at - 1]);
        auto mention = starts_word ? mention_at(text, at) : std::nullopt;
        if (mention) {
            mention->line = line;
            at += mention->name.size();
            found.push_back(std::move(*mention));
        } else {
            if (text[at] == '\n') ++line;
            ++at;
        }
    }
    return found;
}

std::optional<std::string> id_of_clause(std::string_view name) {
    auto const mention = mention_at(name, 0);
    if (!mention || !mention->is_clause || mention->name.size() != name.size()) return std::nullopt;
    return mention->id;
}

std::string area_of(std::string_view id) {
    auto const first = id.find('-');
    auto const last = id.rfind('-');
    if (first == std::string_view::npos || first == last) return {};
    return std::string(id.substr(first + 1, last - first - 1));
}

} // namespace redoubt::trace
