// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/formulas.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::tsl {
namespace {

constexpr Value largest_shown = 64; // of a sort in an example

} // namespace

Formulas::Formulas(Model const& model) : model_(model) {
    for (auto const& symbol : model.symbols()) {
        z3::sort_vector arguments(context_);
        for (auto const* argument : symbol->arguments)
            arguments.push_back(sort(*argument));
        functions_.push_back(context_.function(symbol->name.c_str(), arguments, sort(*symbol->result)));
    }
}

z3::sort Formulas::sort(Sort const& sort) {
    if (sort.kind == Kind::Boolean) return context_.bool_sort();
    if (sort.kind == Kind::Number) return context_.int_sort();
    if (auto const known = sorts_.find(&sort); known != sorts_.end()) return known->second;
    if (sort.kind == Kind::Abstract)
        return sorts_.emplace(&sort, context_.uninterpreted_sort(sort.name.c_str())).first->second;
    std::vector<std::string> names;
    for (auto const& each : sort.values)
        names.push_back(fmt::format("{}.{}", sort.name, each));
    std::vector<char const*> texts;
    for (auto const& each : names)
        texts.push_back(each.c_str());
    z3::func_decl_vector constants(context_);
    z3::func_decl_vector testers(context_);
    auto const made = context_.enumeration_sort(sort.name.c_str(), static_cast<unsigned>(texts.size()), texts.data(),
                                                constants, testers);
    for (auto const& each : constants)
        enumerators_[&sort].push_back(each());
    return sorts_.emplace(&sort, made).first->second;
}

z3::expr Formulas::value(Sort const& of, Value value) {
    switch (of.kind) {
    case Kind::Boolean: return context_.bool_val(value != 0);
    case Kind::Number: return context_.int_val(static_cast<int64_t>(value));
    case Kind::Enumeration: (void)sort(of); return enumerators_.at(&of).at(static_cast<std::size_t>(value));
    case Kind::Abstract: break;
    }
    throw std::logic_error("a value of an abstract sort cannot be named");
}

z3::expr Formulas::last(Sort const& sort) {
    return context_.int_const(fmt::format("{}.last", sort.name).c_str());
}

z3::expr Formulas::in_sort(Sort const& sort, z3::expr const& value) {
    return sort.kind == Kind::Number ? 0 <= value && value <= last(sort) : context_.bool_val(true);
}

z3::expr Formulas::constant(Tree const& variable) {
    return context_.constant(fmt::format("{}!{}", variable->sort->name, variable->value).c_str(),
                             sort(*variable->sort));
}

z3::expr_vector Formulas::children(Node const& node) {
    z3::expr_vector made(context_);
    for (auto const& child : node.children)
        made.push_back(formula(child));
    return made;
}

z3::expr Formulas::quantified(Node const& node) {
    z3::expr_vector variables(context_);
    auto domain = context_.bool_val(true);
    for (auto const& variable : node.bound) {
        variables.push_back(constant(variable));
        if (variable->sort->kind == Kind::Number) domain = domain && in_sort(*variable->sort, variables.back());
    }
    auto const body = formula(node.children[0]);
    if (domain.is_true())
        return node.op == Operator::ForAll ? z3::forall(variables, body) : z3::exists(variables, body);
    return node.op == Operator::ForAll ? z3::forall(variables, z3::implies(domain, body))
                                       : z3::exists(variables, domain && body);
}

z3::expr Formulas::formula(Tree const& tree) {
    auto const child = [&](std::size_t i) { return formula(tree->children[i]); };
    switch (tree->op) {
    case Operator::Literal: return value(*tree->sort, tree->value);
    case Operator::Last: return last(*tree->sort);
    case Operator::Variable: return constant(tree);
    case Operator::Apply:
        if (tree->next) throw std::logic_error("a formula of one state speaks of the next");
        return functions_[tree->symbol->index](children(*tree));
    case Operator::Not: return !child(0);
    case Operator::And: return child(0) && child(1);
    case Operator::Or: return child(0) || child(1);
    case Operator::Implies: return z3::implies(child(0), child(1));
    case Operator::Equal: return child(0) == child(1);
    case Operator::LessOrEqual: return child(0) <= child(1);
    case Operator::Plus: return child(0) + child(1);
    case Operator::Minus: return child(0) - child(1);
    case Operator::IfThenElse: return z3::ite(child(0), child(1), child(2));
    case Operator::ForAll:
    case Operator::Exists: return quantified(*tree);
    }
    throw std::logic_error("an operator without a meaning");
}

std::vector<z3::expr> Formulas::background() {
    std::vector<z3::expr> facts;
    for (auto const* sort : model_.sorts())
        if (sort->kind == Kind::Number) facts.push_back(0 <= last(*sort));
    for (auto const& symbol : model_.symbols())
        if (symbol->rigid && symbol->result->kind == Kind::Number) facts.push_back(formula(tsl::in_sort(*symbol)));
    for (auto const& axiom : model_.axioms())
        facts.push_back(formula(axiom.formula));
    return facts;
}

// Z3's C interface: z3++ has no name for a sort's universe.
std::optional<Formulas::Universe> Formulas::universe(z3::model const& found) {
    Universe values;
    for (auto const* each : model_.sorts()) {
        auto& own = values[each];
        if (each->kind == Kind::Number) {
            auto const final = found.eval(last(*each), true).get_numeral_int64();
            if (final >= largest_shown) return std::nullopt;
            for (Value i = 0; i <= final; ++i)
                own.push_back(value(*each, i));
            continue;
        }
        auto const listed = Z3_model_get_sort_universe(context_, found, sort(*each));
        if (context_.check_error() == Z3_OK && listed != nullptr)
            for (auto const& one : z3::expr_vector(context_, listed))
                own.push_back(one);
        if (own.empty()) own.push_back(found.eval(context_.constant("some", sort(*each)), true));
    }
    return values;
}

Value Formulas::index_in(std::vector<z3::expr> const& values, z3::expr const& value) {
    auto const at = std::ranges::find_if(values, [&](z3::expr const& each) { return z3::eq(each, value); });
    if (at == values.end())
        throw std::logic_error("Z3 has found a value that is none of its sort's: " + value.to_string());
    return at - values.begin();
}

std::optional<Formulas::Example> Formulas::example(z3::model const& found, std::vector<Tree> const& variables) {
    auto const values = universe(found);
    if (!values) return std::nullopt;
    Example example;
    for (auto const& [each, own] : *values)
        example.sizes[each] = static_cast<Value>(own.size());
    auto const back = [&](Sort const& of, z3::expr const& value) -> Value {
        if (of.kind == Kind::Boolean) return value.is_true() ? 1 : 0;
        if (of.kind == Kind::Number) return value.get_numeral_int64();
        return index_in(of.kind == Kind::Enumeration ? enumerators_.at(&of) : values->at(&of), value);
    };
    Interpreter const table(model_, example.sizes);
    example.state.resize(table.cells());
    for (auto const& symbol : model_.symbols())
        for (std::size_t i = 0; i < table.cells(*symbol); ++i) {
            auto const arguments = table.arguments(*symbol, i);
            z3::expr_vector terms(context_);
            for (std::size_t k = 0; k < arguments.size(); ++k) {
                auto const& of = *symbol->arguments[k];
                terms.push_back(of.kind == Kind::Abstract ? values->at(&of).at(static_cast<std::size_t>(arguments[k]))
                                                          : value(of, arguments[k]));
            }
            example.state[table.offset(*symbol) + i] =
                back(*symbol->result, found.eval(functions_[symbol->index](terms), true));
        }
    for (auto const& variable : variables)
        example.values.push_back(back(*variable->sort, found.eval(constant(variable), true)));
    return example;
}

} // namespace redoubt::tsl
