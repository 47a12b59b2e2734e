// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/acsl/annotation.hpp"

#include <algorithm>
#include <array>

#include "proofs/lower/acsl/lexer.hpp"

namespace redoubt::lower {

namespace {

template <std::size_t N>
bool one_of(std::string const& word, std::array<std::string_view, N> const& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto kContract =
    std::to_array<std::string_view>({"requires", "ensures", "assigns", "behavior", "complete", "disjoint", "assumes"});
constexpr auto kAssertion = std::to_array<std::string_view>({"assert", "check", "admit"});
constexpr auto kLogic = std::to_array<std::string_view>(
    {"predicate", "logic", "axiomatic", "lemma", "inductive", "axiom", "type", "model", "global"});

} // namespace

AnnotationKind annotation_kind(std::string_view comment) {
    auto const tokens = lex_annotation(comment);
    std::size_t i = 0;
    if (tokens[0].text == "for") { // for a, b: assert ... or loop ...
        while (tokens[i].kind != TokenKind::End && tokens[i].text != ":")
            ++i;
        if (tokens[i].kind != TokenKind::End) ++i;
    }
    auto const& word = tokens[i].text;
    if (word == "loop") return AnnotationKind::Loop;
    if (word == "ghost") return tokens[i + 1].text == "(" ? AnnotationKind::GhostList : AnnotationKind::Ghost;
    if (one_of(word, kContract)) return AnnotationKind::Contract;
    if (one_of(word, kAssertion)) return AnnotationKind::Assertion;
    if (one_of(word, kLogic)) return AnnotationKind::Logic;
    return AnnotationKind::Unknown;
}

} // namespace redoubt::lower
