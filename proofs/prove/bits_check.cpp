// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/bits.hpp"
#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/lines.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <fmt/core.h>
#include <map>
#include <set>

// The table as bit-vector formulas. 64-bit values stand in 128-bit vectors, so that no sum wraps; a difference
// must not be negative, a divisor not zero.
namespace redoubt::prove {
namespace {

struct Formula {
    std::set<std::string> variables;
    std::set<std::string> side_conditions;
    unsigned unknowns = 0; // results of shifts that 128 bits may not hold: anything
};

constexpr unsigned kFarthest = 63; // of the shifts to the left that are computed

std::uint64_t value_of(std::string const& word) {
    try {
        std::size_t used = 0;
        auto const value = std::stoull(word, &used, 0);
        if (used == word.size()) return value;
    } catch (std::exception const&) {
    }
    throw CannotRun(fmt::format("'{}' is no 64-bit number", word));
}

bool is_number(BitTerm const& term) {
    return term.arguments.empty() && term.head.front() >= '0' && term.head.front() <= '9';
}

// How many bits the value of a term needs, at most.
unsigned width_of(BitTerm const& term) {
    if (is_number(term)) return static_cast<unsigned>(std::bit_width(value_of(term.head)));
    if (term.arguments.empty()) return 64;
    auto const left = width_of(term.arguments[0]);
    auto const right = width_of(term.arguments[1]);
    if (term.head == "mul") return left + right;
    if (term.head == "add") return std::max(left, right) + 1;
    if (term.head != "lsl") return std::max(left, right);
    if (!is_number(term.arguments[1])) return left + kFarthest;
    return left + static_cast<unsigned>(std::min<std::uint64_t>(value_of(term.arguments[1].head), 128));
}

std::string smt_of(BitTerm const& term, Formula& formula) {
    static std::map<std::string, std::string> const names{
        {"land", "bvand"}, {"lor", "bvor"},  {"lxor", "bvxor"}, {"lsr", "bvlshr"}, {"add", "bvadd"},
        {"sub", "bvsub"},  {"mul", "bvmul"}, {"lsl", "bvshl"},  {"div", "bvudiv"}, {"mod", "bvurem"},
        {"=", "="},        {"<=", "bvule"},  {"<", "bvult"},    {"and", "and"},    {"=>", "=>"}};
    if (is_number(term)) return fmt::format("#x{:032x}", value_of(term.head));
    if (term.arguments.empty()) {
        formula.variables.insert(term.head);
        return term.head;
    }
    if (width_of(term) > 128)
        throw CannotRun(fmt::format("a '{}' of the bit facts may need more than 128 bits", term.head));
    auto const left = smt_of(term.arguments[0], formula);
    auto const right = smt_of(term.arguments[1], formula);
    if (term.head == "sub") formula.side_conditions.insert(fmt::format("(bvule {} {})", right, left));
    if (term.head == "div" || term.head == "mod")
        formula.side_conditions.insert(fmt::format("(distinct {} #x{:032x})", right, 0));
    auto const text = fmt::format("({} {} {})", names.at(term.head), left, right);
    if (term.head != "lsl" || is_number(term.arguments[1])) return text;
    return fmt::format("(ite (bvule {} #x{:032x}) {} unknown{})", right, kFarthest, text, formula.unknowns++);
}

} // namespace

std::string refutation(BitFact const& fact) {
    Formula formula;
    auto all = smt_of(fact.statement, formula);
    std::string text;
    for (auto const& variable : formula.variables)
        text += fmt::format(
            "(declare-const {0}_64 (_ BitVec 64))\n(define-fun {0} () (_ BitVec 128) (concat #x{1:016x} {0}_64))\n",
            variable, 0);
    for (unsigned i = 0; i < formula.unknowns; ++i)
        text += fmt::format("(declare-const unknown{} (_ BitVec 128))\n", i);
    for (auto const& condition : formula.side_conditions)
        all += " " + condition;
    return text + fmt::format("(assert (not (and true {})))\n(check-sat)\n", all);
}

std::vector<std::string> unconfirmed(std::vector<BitFact> const& facts, Prover const& z3,
                                     std::filesystem::path const& directory) {
    std::string text = "(set-logic QF_BV)\n";
    for (auto const& fact : facts)
        text += fmt::format("; {}\n(push 1)\n{}(pop 1)\n", fact.name, refutation(fact));
    auto const script = directory / "bit_facts.smt2";
    write_file(script, text);
    auto const outcome = support::run_captured({.argv = {z3.path, "-T:60", script}, .limit = std::chrono::seconds(70)});
    auto answers =
        split_lines(outcome.out); // one a fact, in order; after an error the count is wrong and nothing counts
    if (!outcome.ok() || answers.size() != facts.size()) answers.clear();
    answers.resize(facts.size());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (answers[i] != "unsat") names.push_back(facts[i].name);
    return names;
}

} // namespace redoubt::prove
