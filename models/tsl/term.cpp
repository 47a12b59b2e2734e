// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/term.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace redoubt::tsl {

Sort const& boolean() {
    static Sort const sort{Kind::Boolean, "bool", {}};
    return sort;
}

Tree literal(Sort const& sort, std::int64_t value) {
    return std::make_shared<Node const>(Node{.op = Operator::Literal, .sort = &sort, .value = value});
}

Tree truth(bool value) {
    return literal(boolean(), value ? 1 : 0);
}

Tree last(Sort const& sort) {
    return std::make_shared<Node const>(Node{.op = Operator::Last, .sort = &sort});
}

Tree variable(Sort const& sort) {
    static std::atomic<std::int64_t> count = 0;
    return std::make_shared<Node const>(Node{.op = Operator::Variable, .sort = &sort, .value = count++});
}

std::vector<Tree> variables(std::vector<Sort const*> const& sorts) {
    std::vector<Tree> made;
    for (auto const* sort : sorts)
        made.push_back(variable(*sort));
    return made;
}

Tree apply(Symbol const& symbol, std::vector<Tree> arguments, bool next) {
    return std::make_shared<Node const>(Node{.op = Operator::Apply,
                                             .sort = symbol.result,
                                             .symbol = &symbol,
                                             .next = next && !symbol.rigid,
                                             .children = std::move(arguments)});
}

Tree make(Operator op, Sort const& sort, std::vector<Tree> children) {
    return std::make_shared<Node const>(Node{.op = op, .sort = &sort, .children = std::move(children)});
}

Tree quantified(Operator op, std::vector<Tree> variables, Tree body) {
    if (body->op == Operator::Literal || variables.empty()) return body; // sorts are not empty
    return std::make_shared<Node const>(
        Node{.op = op, .sort = &boolean(), .children = {std::move(body)}, .bound = std::move(variables)});
}

Tree in_sort(Symbol const& symbol) {
    auto const arguments = variables(symbol.arguments);
    auto const value = apply(symbol, arguments);
    auto const at_least = make(Operator::LessOrEqual, boolean(), {literal(*symbol.result, 0), value});
    auto const at_most = make(Operator::LessOrEqual, boolean(), {value, last(*symbol.result)});
    return quantified(Operator::ForAll, arguments, conjunction(at_least, at_most));
}

bool is_truth(Tree const& tree, bool value) {
    return tree->op == Operator::Literal && tree->sort->kind == Kind::Boolean && (tree->value != 0) == value;
}

Tree negation(Tree a) {
    if (is_truth(a, true)) return truth(false);
    if (is_truth(a, false)) return truth(true);
    if (a->op == Operator::Not) return a->children[0];
    return make(Operator::Not, boolean(), {std::move(a)});
}

Tree conjunction(Tree a, Tree b) {
    if (is_truth(a, false) || is_truth(b, true)) return a;
    if (is_truth(a, true) || is_truth(b, false)) return b;
    return make(Operator::And, boolean(), {std::move(a), std::move(b)});
}

Tree disjunction(Tree a, Tree b) {
    if (is_truth(a, true) || is_truth(b, false)) return a;
    if (is_truth(a, false) || is_truth(b, true)) return b;
    return make(Operator::Or, boolean(), {std::move(a), std::move(b)});
}

Tree equality(Tree a, Tree b) {
    if (a == b) return truth(true);
    if (a->op == Operator::Variable && b->op == Operator::Variable && a->value == b->value) return truth(true);
    if (a->op == Operator::Literal && b->op == Operator::Literal) return truth(a->value == b->value);
    return make(Operator::Equal, boolean(), {std::move(a), std::move(b)});
}

Tree choice(Tree condition, Tree a, Tree b) {
    if (is_truth(condition, true) || a == b) return a;
    if (is_truth(condition, false)) return b;
    auto const& sort = *a->sort;
    return make(Operator::IfThenElse, sort, {std::move(condition), std::move(a), std::move(b)});
}

Tree conjunction(std::vector<Tree> const& parts) {
    auto whole = truth(true);
    for (auto const& part : parts)
        whole = conjunction(whole, part);
    return whole;
}

Tree disjunction(std::vector<Tree> const& parts) {
    auto whole = truth(false);
    for (auto const& part : parts)
        whole = disjunction(whole, part);
    return whole;
}

Tree with_children(Tree const& tree, std::vector<Tree> children) {
    if (children == tree->children) return tree;
    switch (tree->op) {
    case Operator::Not: return negation(std::move(children[0]));
    case Operator::And: return conjunction(std::move(children[0]), std::move(children[1]));
    case Operator::Or: return disjunction(std::move(children[0]), std::move(children[1]));
    case Operator::Implies:
        if (is_truth(children[0], true)) return children[1];
        if (is_truth(children[0], false) || is_truth(children[1], true)) return truth(true);
        break;
    case Operator::Equal: return equality(std::move(children[0]), std::move(children[1]));
    case Operator::IfThenElse: return choice(std::move(children[0]), std::move(children[1]), std::move(children[2]));
    case Operator::ForAll:
    case Operator::Exists: return quantified(tree->op, tree->bound, std::move(children[0]));
    default: break;
    }
    auto copy = *tree;
    copy.children = std::move(children);
    return std::make_shared<Node const>(std::move(copy));
}

Tree substituted(Tree const& tree, std::vector<Tree> const& from, std::vector<Tree> const& to) {
    if (tree->op == Operator::Variable) {
        for (std::size_t i = 0; i < from.size(); ++i)
            if (from[i]->value == tree->value) return to[i];
        return tree;
    }
    std::vector<Tree> children;
    children.reserve(tree->children.size());
    for (auto const& child : tree->children)
        children.push_back(substituted(child, from, to));
    return with_children(tree, std::move(children));
}

bool mentions_next(Tree const& tree) {
    return tree->next || std::ranges::any_of(tree->children, mentions_next);
}

void for_each_application(Tree const& tree, std::function<void(Node const&)> const& see) {
    if (tree->op == Operator::Apply) see(*tree);
    for (auto const& child : tree->children)
        for_each_application(child, see);
}

} // namespace redoubt::tsl
