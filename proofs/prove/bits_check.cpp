// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/bits.hpp"
#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "tools/support/process.hpp"

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
};

std::string number(std::string const& word) {
    try {
        std::size_t used = 0;
        auto const value = std::stoull(word, &used, 0);
        if (used == word.size()) return fmt::format("#x{:032x}", std::uint64_t{value});
    } catch (std::exception const&) {
    }
    throw CannotRun(fmt::format("'{}' is no 64-bit number", word));
}

std::string smt_of(BitTerm const& term, Formula& formula) {
    static std::map<std::string, std::string> const names{
        {"land", "bvand"}, {"lor", "bvor"},   {"lxor", "bvxor"}, {"lsr", "bvlshr"}, {"add", "bvadd"}, {"sub", "bvsub"},
        {"div", "bvudiv"}, {"mod", "bvurem"}, {"=", "="},        {"<=", "bvule"},  {"<", "bvult"},    {"and", "and"},   {"=>", "=>"}};
    if (term.arguments.empty()) {
        if (term.head.front() >= '0' && term.head.front() <= '9') return number(term.head);
        formula.variables.insert(term.head);
        return term.head;
    }
    auto const left = smt_of(term.arguments[0], formula);
    auto const right = smt_of(term.arguments[1], formula);
    if (term.head == "sub") formula.side_conditions.insert(fmt::format("(bvule {} {})", right, left));
    if (term.head == "div" || term.head == "mod") formula.side_conditions.insert(fmt::format("(distinct {} #x{:032x})", right, 0));
    return fmt::format("({} {} {})", names.at(term.head), left, right);
}

} // namespace

std::string refutation(BitFact const& fact) {
    Formula formula;
    auto const statement = smt_of(fact.statement, formula);
    std::string text = "(set-logic QF_BV)\n";
    for (auto const& variable : formula.variables)
        text += fmt::format("(declare-const {0}_64 (_ BitVec 64))\n(define-fun {0} () (_ BitVec 128) (concat #x{1:016x} {0}_64))\n", variable, 0);
    std::string all = statement;
    for (auto const& condition : formula.side_conditions) all += " " + condition;
    return text + fmt::format("(assert (not (and true {})))\n(check-sat)\n", all);
}

std::vector<std::string> unconfirmed(std::vector<BitFact> const& facts, Prover const& z3, std::filesystem::path const& directory) {
    std::vector<std::string> names;
    for (auto const& fact : facts) {
        auto const script = directory / (fact.name + ".smt2");
        write_file(script, refutation(fact));
        auto const outcome = support::run_captured({.argv = {z3.path, "-T:30", script}, .limit = std::chrono::seconds(40)});
        if (!outcome.ok() || outcome.out != "unsat\n") names.push_back(fact.name);
    }
    return names;
}

} // namespace redoubt::prove
