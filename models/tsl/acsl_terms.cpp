// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/acsl_terms.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace redoubt::tsl {
namespace {

constexpr std::size_t longest_line = 100; // as the headers are indented

std::string with_arguments(std::string const& pattern, std::vector<std::string> const& arguments) {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i] == '$')
            text += arguments.at(static_cast<std::size_t>(pattern[++i] - '0'));
        else
            text += pattern[i];
    return text;
}

bool is_comparison(std::string const& text) {
    return std::ranges::any_of(std::array{" == ", " != ", " < ", " <= ", " > ", " >= "},
                               [&](auto const* op) { return text.find(op) != std::string::npos; });
}

} // namespace

AcslTerms::AcslTerms(Binding const& binding, Action const& action, CodeAction const& bound) : binding_(binding) {
    for (std::size_t i = 0; i < action.parameters().size(); ++i)
        names_[action.parameters()[i]->value] = bound.arguments.at(i);
}

bool AcslTerms::is_single(Binding const& binding, Sort const& sort) {
    auto const found = binding.sorts.find(&sort);
    return found != binding.sorts.end() && found->second.variable.empty() && found->second.values.empty();
}

Tree AcslTerms::seen(Tree const& tree) {
    if (tree->op == Operator::Variable && is_single(binding_, *tree->sort)) {
        auto& one = single_[tree->sort];
        if (one == nullptr) one = tsl::variable(*tree->sort);
        return one;
    }
    std::vector<Tree> children;
    for (auto const& child : tree->children)
        children.push_back(seen(child));
    auto made = with_children(tree, std::move(children));
    if (made->op != Operator::ForAll && made->op != Operator::Exists) return made;
    std::vector<Tree> bound;
    for (auto const& each : made->bound)
        if (!is_single(binding_, *each->sort)) bound.push_back(each);
    return tsl::quantified(made->op, bound, made->children[0]);
}

std::string AcslTerms::formula(Tree const& tree) {
    label_.clear();
    return part(seen(tree), Level::And);
}

std::string AcslTerms::equation(Symbol const& symbol, Update const* update) {
    return equal(symbol, update, "M", "L");
}

std::string AcslTerms::initial(Symbol const& symbol, Update const& update) {
    return equal(symbol, &update, "", "");
}

std::string AcslTerms::equal(Symbol const& symbol, Update const* update, char const* after_label,
                             char const* before_label) {
    auto const formals = variables(symbol.arguments);
    auto const after = tsl::apply(symbol, formals);
    auto const before = update == nullptr ? after : substituted(update->value, update->formals, formals);
    std::vector<Tree> bound;
    for (auto const& each : formals)
        if (!is_single(binding_, *each->sort)) bound.push_back(each);
    for (auto const& each : bound)
        names_[each->value] = new_name(*each->sort);
    auto const is_truth_value = symbol.result->kind == Kind::Boolean;
    auto const side = [&](Tree const& tree, char const* label) {
        label_ = label;
        return part(seen(tree), is_truth_value ? Level::Equivalence : Level::Comparison);
    };
    auto const left = side(after, after_label);
    auto body = fmt::format("{} {} {}", left, is_truth_value ? "<==>" : "==", side(before, before_label));
    if (is_truth(before, true)) body = left;
    if (is_truth(before, false)) body = "!" + left;
    if (!bound.empty()) body = for_all(bound, body);
    auto const atomic = bound.empty() && before->op == Operator::Literal && is_truth_value;
    return atomic ? body : "(" + body + ")";
}

std::string AcslTerms::for_all(std::vector<Tree> const& variables, std::string const& body) {
    std::vector<std::string> names;
    std::vector<std::string> ranges;
    for (auto const& each : variables) {
        names.push_back(variable(*each));
        if (auto const within = range(*each->sort, names.back()); !within.empty()) ranges.push_back(within);
    }
    auto const head = fmt::format("\\forall integer {};", fmt::join(names, ", "));
    if (ranges.empty()) return fmt::format("{} {}", head, body);
    auto const line = fmt::format("{} {} ==> ({})", head, fmt::join(ranges, " && "), body);
    if (line.size() <= longest_line) return line;
    return fmt::format("{} {} ==>\n    ({})", head, fmt::join(ranges, " && "), body);
}

std::string AcslTerms::new_name(Sort const& sort) {
    auto const& base = binding_.sorts.at(&sort).variable;
    auto const taken = [&](std::string const& name) {
        return std::ranges::any_of(names_, [&](auto const& each) { return each.second == name; });
    };
    auto name = base;
    for (auto count = 2; taken(name); ++count)
        name = base + std::to_string(count);
    return name;
}

std::string AcslTerms::range(Sort const& sort, std::string const& name) const {
    auto const& pattern = binding_.sorts.at(&sort).range;
    return pattern.empty() ? "" : with_arguments(pattern, {name});
}

std::string AcslTerms::variable(Node const& node) {
    auto const found = names_.find(node.value);
    if (found == names_.end() || found->second.empty())
        throw std::logic_error("the code does not see a " + node.sort->name);
    return found->second;
}

std::string AcslTerms::literal(Node const& node) const {
    if (node.sort->kind == Kind::Boolean) return node.value != 0 ? "\\true" : "\\false";
    if (node.sort->kind == Kind::Number) return std::to_string(node.value);
    return binding_.sorts.at(node.sort).values.at(static_cast<std::size_t>(node.value));
}

std::string AcslTerms::part(Tree const& tree, Level outer) {
    auto const [text, level] = print(tree);
    return level < outer || (level == outer && level < Level::Or) ? "(" + text + ")" : text;
}

AcslTerms::Text AcslTerms::binary(Node const& node, char const* op, Level level) {
    return {fmt::format("{} {} {}", part(node.children[0], level), op, part(node.children[1], level)), level};
}

AcslTerms::Text AcslTerms::equal(Node const& node) {
    if (node.children[0]->sort->kind == Kind::Boolean) return binary(node, "<==>", Level::Equivalence);
    return {fmt::format("{} == {}", part(node.children[0], Level::Sum), part(node.children[1], Level::Sum)),
            Level::Comparison};
}

AcslTerms::Text AcslTerms::negated(Tree const& tree) {
    auto const unequal = tree->op == Operator::Equal && tree->children[0]->sort->kind != Kind::Boolean;
    if (!unequal) return {"!" + part(tree, Level::Not), Level::Not};
    return {fmt::format("{} != {}", part(tree->children[0], Level::Sum), part(tree->children[1], Level::Sum)),
            Level::Comparison};
}

// Of truth values with a known branch it is an or, or an and.
AcslTerms::Text AcslTerms::choice(Node const& node) {
    auto const& condition = node.children[0];
    auto const& otherwise = node.children[2];
    if (is_truth(node.children[1], true)) return print(disjunction(condition, otherwise));
    if (is_truth(node.children[1], false)) return print(conjunction(negation(condition), otherwise));
    return {fmt::format("{} ? {} : {}", part(condition, Level::Or), part(node.children[1], Level::Or),
                        part(otherwise, Level::Or)),
            Level::Choice};
}

AcslTerms::Text AcslTerms::application(Symbol const& symbol, std::vector<std::string> const& arguments) const {
    auto const text = with_arguments(binding_.functions.at(&symbol), arguments);
    auto const constant = symbol.rigid && arguments.empty();
    if (!label_.empty() && !constant) return {fmt::format("\\at({}, {})", text, label_), Level::Atom};
    return {text, is_comparison(text) ? Level::Comparison : Level::Atom};
}

AcslTerms::Text AcslTerms::quantified(Node const& node) {
    if (node.op == Operator::Exists) throw std::logic_error("no \\exists in what is bound to code so far");
    for (auto const& each : node.bound)
        names_[each->value] = new_name(*each->sort);
    auto const body = part(node.children[0], Level::Quantifier);
    Text const text{for_all(node.bound, body), Level::Quantifier};
    for (auto const& each : node.bound)
        names_.erase(each->value);
    return text;
}

AcslTerms::Text AcslTerms::print(Tree const& tree) {
    auto const& node = *tree;
    switch (node.op) {
    case Operator::Literal: return {literal(node), Level::Atom};
    case Operator::Variable: return {variable(node), Level::Atom};
    case Operator::Apply: {
        std::vector<std::string> arguments;
        for (auto const& child : node.children) {
            auto const single = is_single(binding_, *child->sort);
            arguments.push_back(single ? "" : part(child, Level::Quantifier));
        }
        return application(*node.symbol, arguments);
    }
    case Operator::Not: return negated(node.children[0]);
    case Operator::And: return binary(node, "&&", Level::And);
    case Operator::Or: return binary(node, "||", Level::Or);
    case Operator::Implies: return binary(node, "==>", Level::Implication);
    case Operator::Equal: return equal(node);
    case Operator::LessOrEqual: return binary(node, "<=", Level::Comparison);
    case Operator::Plus: return binary(node, "+", Level::Sum);
    case Operator::Minus:
        return {fmt::format("{} - {}", part(node.children[0], Level::Sum), part(node.children[1], Level::Not)),
                Level::Sum};
    case Operator::IfThenElse: return choice(node);
    case Operator::ForAll:
    case Operator::Exists: return quantified(node);
    case Operator::Last: break;
    }
    throw std::logic_error("no ACSL for the last value of " + node.sort->name);
}

} // namespace redoubt::tsl
