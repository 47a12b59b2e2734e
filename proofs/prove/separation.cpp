// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/separation.hpp"

#include "proofs/prove/lines.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <utility>

namespace redoubt::prove {
namespace {

using Pairs = std::set<std::pair<std::string, std::string>>;

// Splits at a separator that stands in no parenthesis or brace.
std::vector<std::string> split_outside(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '(' || c == '{' || c == '[') ++depth;
        if (c == ')' || c == '}' || c == ']') --depth;
        if (depth == 0 && text.substr(i, separator.size()) == separator) {
            parts.emplace_back();
            i += separator.size() - 1;
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

// An outer pair of parentheses around the whole is no difference.
std::string bare(std::string text) {
    while (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
        int depth = 0;
        for (std::size_t i = 0; i + 1 < text.size(); ++i) {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0) return text;
        }
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

// \separated(a, {b, c}) says that a is apart from b and from c, and nothing about b and c.
Pairs pairs_of(std::string const& clause) {
    constexpr std::string_view start = "\\separated(";
    Pairs pairs;
    auto const text = bare(without_blanks(clause));
    if (!text.starts_with(start) || text.back() != ')') return pairs;
    std::vector<std::vector<std::string>> places;
    for (auto const& argument :
         split_outside(std::string_view(text).substr(start.size(), text.size() - start.size() - 1), ",")) {
        auto const set = bare(argument);
        if (set.starts_with('{') && set.ends_with('}'))
            places.push_back(split_outside(std::string_view(set).substr(1, set.size() - 2), ","));
        else
            places.push_back({set});
    }
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = i + 1; j < places.size(); ++j)
            for (auto const& one : places[i])
                for (auto const& other : places[j])
                    pairs.insert(std::minmax(bare(one), bare(other)));
    return pairs;
}

// A clause as the contract has it: `name: P && Q` gives P and Q. What binds weaker than && may make Q conditional: then the
// clause says none of its parts.
std::vector<std::string> conjuncts(std::string const& clause) {
    for (auto const* const weaker : {"==>", "<==>", "||", "^^", "?", "\\forall", "\\exists", "\\let"})
        if (split_outside(clause, weaker).size() > 1) return {clause};
    return split_outside(clause, "&&");
}

} // namespace

bool is_hypothesis(Warning const& warning) {
    return warning.text.starts_with("Memory model hypotheses for function");
}

Hypothesis parse_hypothesis(Warning const& warning) {
    static std::regex const shape(R"(Memory model hypotheses for function '([^']+)':\s*/\*@(.*)\*/.*)");
    static std::regex const header(R"(^\s*behavior\s+\w+\s*:\s*)");
    Hypothesis hypothesis;
    std::smatch match;
    if (!std::regex_match(warning.text, match, shape)) return {"", {warning.text}};
    hypothesis.function = match[1];
    for (auto const& clause : split_outside(match[2].str(), ";"))
        if (auto const text = trim(std::regex_replace(clause, header, "")); !text.empty())
            hypothesis.clauses.push_back(text);
    return hypothesis;
}

std::vector<std::string> clauses_of(std::string_view contract, std::string_view kind) {
    static std::regex const comment(R"(/\*@|\*/|//[^\n]*)");
    static std::regex const behavior(R"((^|\s)(behavior|complete|disjoint)\s)");
    static std::regex const name(R"(^\s*\w+\s*:(?!:)\s*)");
    auto text = std::regex_replace(std::string(contract), comment, " ");
    std::smatch match;
    if (std::regex_search(text, match, behavior)) text = match.prefix();
    std::vector<std::string> clauses;
    for (auto const& clause : split_outside(text, ";")) {
        auto const words = trim(clause);
        if (words.starts_with(kind) && words.size() > kind.size() &&
            std::isspace(static_cast<unsigned char>(words[kind.size()])) != 0)
            clauses.push_back(trim(std::regex_replace(words.substr(kind.size()), name, "")));
    }
    return clauses;
}

std::vector<std::string> uncovered(Hypothesis const& hypothesis, std::string_view contract) {
    Pairs written;
    std::set<std::string> others;
    for (auto const& clause : clauses_of(contract, "requires"))
        for (auto const& conjunct : conjuncts(clause)) {
            written.merge(pairs_of(conjunct));
            others.insert(bare(without_blanks(conjunct)));
        }
    std::vector<std::string> missing;
    for (auto const& clause : hypothesis.clauses) {
        auto const predicate = clause.starts_with("requires ") ? clause.substr(9) : clause;
        auto const needed = pairs_of(predicate);
        bool const covered =
            needed.empty() ? others.contains(bare(without_blanks(predicate))) : std::ranges::includes(written, needed);
        if (!covered) missing.push_back(clause);
    }
    return missing;
}

} // namespace redoubt::prove
