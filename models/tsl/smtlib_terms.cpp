// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/smtlib_terms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace redoubt::tsl {
namespace {

std::string quoted(std::string const& name) {
    if (name.find_first_of("|\\") != std::string::npos) throw std::logic_error("no name for SMT-LIB: " + name);
    return "|" + name + "|";
}

std::string head(Operator op) {
    switch (op) {
    case Operator::Not: return "not";
    case Operator::And: return "and";
    case Operator::Or: return "or";
    case Operator::Implies: return "=>";
    case Operator::Equal: return "=";
    case Operator::LessOrEqual: return "<=";
    case Operator::Plus: return "+";
    case Operator::Minus: return "-";
    case Operator::IfThenElse: return "ite";
    default: throw std::logic_error("an operator without a name in SMT-LIB");
    }
}

std::string last_name(Sort const& sort) {
    return quoted(sort.name + ".last");
}

std::string enumerator(Sort const& sort, std::string const& value) {
    return quoted(fmt::format("{}.{}", sort.name, value));
}

} // namespace

std::string smt_list(std::string const& head, std::vector<std::string> const& terms) {
    return terms.empty() ? head : fmt::format("({} {})", head, fmt::join(terms, " "));
}

std::string SmtTerms::term(Tree const& tree, Reading reading) {
    auto const& node = *tree;
    switch (node.op) {
    case Operator::Literal: return literal(node);
    case Operator::Last: declare(*node.sort); return last_name(*node.sort);
    case Operator::Variable: return variable(node);
    case Operator::ForAll:
    case Operator::Exists: return quantified(node, reading);
    default: break;
    }
    std::vector<std::string> children;
    for (auto const& child : node.children)
        children.push_back(term(child, reading));
    if (node.op != Operator::Apply) return smt_list(head(node.op), children);
    return smt_list(symbol(*node.symbol, node.next || reading == Reading::AfterStep), children);
}

std::string SmtTerms::literal(Node const& node) {
    switch (node.sort->kind) {
    case Kind::Boolean: return node.value != 0 ? "true" : "false";
    case Kind::Enumeration:
        declare(*node.sort);
        return enumerator(*node.sort, node.sort->values.at(static_cast<std::size_t>(node.value)));
    case Kind::Number: // SMT-LIB has no negative numerals
        return node.value < 0 ? fmt::format("(- 0 {})", 0 - static_cast<std::uint64_t>(node.value))
                              : std::to_string(node.value);
    case Kind::Abstract: break;
    }
    throw std::logic_error("a value of an abstract sort");
}

// Counted, since a variable's own number depends on all that was built before.
std::string SmtTerms::variable(Node const& node) {
    auto& name = variables_[node.value];
    if (name.empty()) name = quoted(fmt::format("{}.{}", node.sort->name, variable_counts_[node.sort]++));
    return name;
}

std::string SmtTerms::quantified(Node const& node, Reading reading) {
    auto const for_all = node.op == Operator::ForAll;
    auto const variables = sorted_variables(node.bound);
    auto const within = ranges(node.bound);
    auto body = term(node.children[0], reading);
    if (!within.empty()) body = smt_list(for_all ? "=>" : "and", {within, body});
    return smt_list(for_all ? "forall" : "exists", {variables, body});
}

std::string SmtTerms::sorted_variables(std::vector<Tree> const& variables) {
    std::vector<std::string> list;
    for (auto const& each : variables)
        list.push_back(smt_list(variable(*each), {sort(*each->sort)}));
    return fmt::format("({})", fmt::join(list, " "));
}

std::string SmtTerms::range(std::string const& term, Sort const& sort) {
    if (sort.kind != Kind::Number) return "";
    declare(sort);
    return smt_list("<=", {"0", term, last_name(sort)});
}

std::string SmtTerms::ranges(std::vector<Tree> const& variables) {
    std::vector<std::string> list;
    for (auto const& each : variables)
        if (auto const one = range(variable(*each), *each->sort); !one.empty()) list.push_back(one);
    if (list.size() < 2) return list.empty() ? "" : list.front();
    return smt_list("and", list);
}

std::string SmtTerms::symbol(Symbol const& symbol, bool next) const {
    return quoted(fmt::format("{}.{}{}", model_, symbol.name, next && !symbol.rigid ? "'" : ""));
}

std::string SmtTerms::sort(Sort const& sort) {
    declare(sort);
    switch (sort.kind) {
    case Kind::Boolean: return "Bool";
    case Kind::Number: return "Int";
    case Kind::Enumeration:
    case Kind::Abstract: break;
    }
    return quoted(sort.name);
}

void SmtTerms::declare(Sort const& sort) {
    if (sort.kind == Kind::Boolean || !declared_.insert(&sort).second) return;
    if (!names_.insert(sort.name).second) throw std::logic_error("not the only one of that name: " + sort.name);
    auto const name = quoted(sort.name);
    if (sort.kind == Kind::Abstract) declarations_ += fmt::format("(declare-sort {} 0)\n", name);
    if (sort.kind == Kind::Number)
        declarations_ += fmt::format("(declare-const {0} Int)\n(assert (<= 0 {0}))\n", last_name(sort));
    if (sort.kind != Kind::Enumeration) return;
    std::vector<std::string> values;
    for (auto const& value : sort.values)
        values.push_back(fmt::format("({})", enumerator(sort, value)));
    declarations_ += fmt::format("(declare-datatypes (({} 0)) (({})))\n", name, fmt::join(values, " "));
}

} // namespace redoubt::tsl
