// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/interpreter.hpp"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace redoubt::tsl::test {

inline State random_state(Interpreter const& interpreter, std::mt19937& random) {
    State state(interpreter.cells());
    for (auto const& symbol : interpreter.model().symbols())
        for (std::size_t i = 0; i < interpreter.cells(*symbol); ++i)
            state[interpreter.offset(*symbol) + i] =
                static_cast<Value>(random() % static_cast<unsigned>(interpreter.size(*symbol->result)));
    return state;
}

// Closed formulas about a model's functions, in this state and the next, with every operator.
class RandomTerms {
public:
    RandomTerms(Model const& model, unsigned seed) : model_(model), random_(seed) {}

    // There is always a variable of each abstract sort: its values have no names.
    [[nodiscard]] Tree closed(int depth) {
        for (auto const* sort : model_.sorts())
            if (sort->kind == Kind::Abstract) variables_.push_back(variable(*sort));
        auto const body = formula(depth);
        return quantified(below(2) == 0 ? Operator::ForAll : Operator::Exists, std::exchange(variables_, {}), body);
    }

private:
    Tree formula(int depth) {
        if (depth == 0) return atom(boolean());
        auto const some = [&] { return formula(depth - 1); };
        switch (below(10)) {
        case 0: return make(Operator::Not, boolean(), {some()});
        case 1: return make(Operator::And, boolean(), {some(), some()});
        case 2: return make(Operator::Or, boolean(), {some(), some()});
        case 3: return make(Operator::Implies, boolean(), {some(), some()});
        case 4: return make(Operator::IfThenElse, boolean(), {some(), some(), some()});
        case 5: return quantifier(Operator::ForAll, depth);
        case 6: return quantifier(Operator::Exists, depth);
        case 7: return atom(boolean());
        default: return comparison(depth);
        }
    }

    std::size_t below(std::size_t count) { return random_() % count; }

    Sort const& any_sort() { return *model_.symbols()[below(model_.symbols().size())]->result; }

    Tree comparison(int depth) {
        auto const& sort = any_sort();
        auto const op = sort.kind == Kind::Number && below(2) == 0 ? Operator::LessOrEqual : Operator::Equal;
        return make(op, boolean(), {term(sort, depth - 1), term(sort, depth - 1)});
    }

    Tree term(Sort const& sort, int depth) {
        if (sort.kind == Kind::Boolean) return formula(depth);
        auto const some = [&] { return term(sort, depth - 1); };
        if (depth > 0 && below(4) == 0) return make(Operator::IfThenElse, sort, {formula(depth - 1), some(), some()});
        if (depth > 0 && sort.kind == Kind::Number && below(2) == 0)
            return make(below(2) == 0 ? Operator::Plus : Operator::Minus, sort, {some(), some()});
        if (sort.kind == Kind::Number && below(4) == 0) return literal(sort, static_cast<Value>(below(9)) - 4);
        return atom(sort);
    }

    Tree quantifier(Operator op, int depth) {
        auto const& symbol = *model_.symbols()[below(model_.symbols().size())];
        std::vector<Tree> variables;
        for (auto const* sort : symbol.arguments)
            variables.push_back(variable(*sort));
        variables_.insert(variables_.end(), variables.begin(), variables.end());
        auto const body = formula(depth - 1);
        variables_.resize(variables_.size() - variables.size());
        return quantified(op, variables, body);
    }

    // In its sort: an argument of a function can be that, and nothing else.
    Tree atom(Sort const& sort) {
        std::vector<Tree> some;
        for (auto const& each : variables_)
            if (each->sort == &sort) some.push_back(each);
        if (sort.kind == Kind::Number) some.push_back(last(sort));
        if (sort.kind == Kind::Enumeration)
            some.push_back(literal(sort, static_cast<Value>(below(sort.values.size()))));
        for (auto const& symbol : model_.symbols()) {
            if (symbol->result != &sort || (!some.empty() && below(2) == 0)) continue;
            std::vector<Tree> arguments;
            ++nested_;
            for (auto const* argument : symbol->arguments)
                arguments.push_back(nested_ < 3 ? atom(*argument) : innermost(*argument));
            --nested_;
            some.push_back(apply(*symbol, arguments, below(2) == 0));
        }
        return some.empty() ? innermost(sort) : some[below(some.size())];
    }

    Tree innermost(Sort const& sort) {
        for (auto const& each : variables_)
            if (each->sort == &sort) return each;
        return literal(sort, 0);
    }

    Model const& model_;
    std::mt19937 random_;
    std::vector<Tree> variables_; // bound here
    int nested_ = 0;
};

} // namespace redoubt::tsl::test
