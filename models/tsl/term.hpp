// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// Terms of many-sorted first-order logic, as data: what every back end reads. Models are written with the typed face of
// it (language.hpp).
namespace redoubt::tsl {

enum class Kind : std::uint8_t {
    Boolean,
    Enumeration,
    Number,  // 0, 1, … up to a last one, of which nothing is known
    Abstract // of its values nothing is known but whether two are the same
};

struct Sort { // one object a sort: its address is its identity
    Kind kind;
    std::string name;
    std::vector<std::string> values; // Enumeration
};

[[nodiscard]] Sort const& boolean();

// A function of the state, or a rigid one: the same in all states of a run.
struct Symbol {
    std::string name;
    std::vector<Sort const*> arguments;
    Sort const* result;
    bool rigid;
    std::size_t index; // in the model's list
};

enum class Operator : std::uint8_t {
    Literal,
    Last, // the last value of a number sort
    Variable,
    Apply, // of a symbol
    Not,
    And,
    Or,
    Implies,
    Equal,
    LessOrEqual,
    Plus,
    Minus,
    IfThenElse,
    ForAll,
    Exists,
};

struct Node;
using Tree = std::shared_ptr<Node const>;

struct Node {
    Operator op;
    Sort const* sort;
    std::int64_t value = 0;         // Literal: the value; Variable: its number, unlike any other variable's
    Symbol const* symbol = nullptr; // Apply
    bool next = false;              // Apply: in the state after a step
    std::vector<Tree> children = {};
    std::vector<Tree> bound = {}; // ForAll, Exists: the variables
};

[[nodiscard]] Tree literal(Sort const& sort, std::int64_t value);
[[nodiscard]] Tree truth(bool value);
[[nodiscard]] Tree last(Sort const& sort);
[[nodiscard]] Tree variable(Sort const& sort);
[[nodiscard]] std::vector<Tree> variables(std::vector<Sort const*> const& sorts); // a new one for each
[[nodiscard]] Tree apply(Symbol const& symbol, std::vector<Tree> arguments, bool next = false);
[[nodiscard]] Tree make(Operator op, Sort const& sort, std::vector<Tree> children);
[[nodiscard]] Tree quantified(Operator op, std::vector<Tree> variables, Tree body);

// For all arguments, the symbol's value, a number, is between 0 and the last of its sort.
[[nodiscard]] Tree in_sort(Symbol const& symbol);

// Not, and, or, if-then-else, with what is obvious already done: a & true is a.
[[nodiscard]] Tree negation(Tree a);
[[nodiscard]] Tree conjunction(Tree a, Tree b);
[[nodiscard]] Tree disjunction(Tree a, Tree b);
[[nodiscard]] Tree equality(Tree a, Tree b);
[[nodiscard]] Tree choice(Tree condition, Tree a, Tree b);
[[nodiscard]] Tree conjunction(std::vector<Tree> const& parts);
[[nodiscard]] Tree disjunction(std::vector<Tree> const& parts);

// The same term with other children; bound variables stay.
[[nodiscard]] Tree with_children(Tree const& tree, std::vector<Tree> children);

// The term with each variable of `from` replaced by the term at the same place in `to`. Variables are all different, so
// none is captured.
[[nodiscard]] Tree substituted(Tree const& tree, std::vector<Tree> const& from, std::vector<Tree> const& to);

[[nodiscard]] bool is_truth(Tree const& tree, bool value);

// Whether the term speaks of the state after a step.
[[nodiscard]] bool mentions_next(Tree const& tree);

// Calls `see` for each application in the term.
void for_each_application(Tree const& tree, std::function<void(Node const&)> const& see);

} // namespace redoubt::tsl
