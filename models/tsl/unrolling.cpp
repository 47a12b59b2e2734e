// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/unrolling.hpp"

#include <fmt/core.h>

namespace redoubt::tsl {
namespace {

constexpr unsigned width = 16;       // of every value but truth
constexpr Value largest_size = 1024; // far enough from where sums of a run's length would wrap

} // namespace

Unrolling::Unrolling(Model const& model, Sizes const& sizes) : model_(model), interpreter_(model, sizes) {
    for (auto const& [sort, count] : sizes)
        if (count > largest_size) throw std::runtime_error("too many values for a bounded search: " + sort->name);
}

z3::expr Unrolling::variable(std::string const& name, Sort const& sort) {
    return sort.kind == Kind::Boolean ? context_.bool_const(name.c_str()) : context_.bv_const(name.c_str(), width);
}

z3::expr Unrolling::literal(Sort const& sort, Value value) {
    return sort.kind == Kind::Boolean ? context_.bool_val(value != 0)
                                      : context_.bv_val(static_cast<int64_t>(value), width);
}

z3::expr Unrolling::legal(Sort const& sort, z3::expr const& value) {
    return sort.kind == Kind::Boolean ? context_.bool_val(true)
                                      : z3::ult(value, literal(sort, interpreter_.size(sort)));
}

z3::expr Unrolling::term(Node const& node, Scene& scene) {
    auto const child = [&](std::size_t i) { return term(*node.children[i], scene); };
    switch (node.op) {
    case Operator::Literal: return literal(*node.sort, node.value);
    case Operator::Last: return literal(*node.sort, interpreter_.size(*node.sort) - 1);
    case Operator::Variable:
        for (auto i = scene.bindings.size(); i-- > 0;)
            if (scene.bindings[i].first == node.value) return scene.bindings[i].second;
        throw std::logic_error("a variable without a value");
    case Operator::Apply: return applied(node, scene);
    case Operator::Not: return (!child(0)).simplify();
    case Operator::And: return (child(0) && child(1)).simplify();
    case Operator::Or: return (child(0) || child(1)).simplify();
    case Operator::Implies: return z3::implies(child(0), child(1)).simplify();
    case Operator::Equal: return (child(0) == child(1)).simplify();
    case Operator::LessOrEqual: return z3::sle(child(0), child(1)).simplify();
    case Operator::Plus: return (child(0) + child(1)).simplify();
    case Operator::Minus: return (child(0) - child(1)).simplify();
    case Operator::IfThenElse: return z3::ite(child(0), child(1), child(2)).simplify();
    case Operator::ForAll:
    case Operator::Exists: return quantified(node, 0, scene);
    }
    throw std::logic_error("an operator without a meaning");
}

z3::expr Unrolling::quantified(Node const& node, std::size_t variable, Scene& scene) {
    if (variable == node.bound.size()) return term(*node.children[0], scene);
    auto const& sort = *node.bound[variable]->sort;
    z3::expr_vector parts(context_);
    for (Value each = 0; each < interpreter_.size(sort); ++each) {
        scene.bindings.emplace_back(node.bound[variable]->value, literal(sort, each));
        parts.push_back(quantified(node, variable + 1, scene));
        scene.bindings.pop_back();
    }
    return (node.op == Operator::ForAll ? z3::mk_and(parts) : z3::mk_or(parts)).simplify();
}

// The cell that the arguments choose. Most are known, and choose one.
z3::expr Unrolling::applied(Node const& node, Scene& scene) {
    std::vector<z3::expr> arguments;
    for (auto const& child : node.children)
        arguments.push_back(term(*child, scene));
    auto const& symbol = *node.symbol;
    auto const& state = node.next ? *scene.next : scene.state;
    auto const first = interpreter_.offset(symbol);
    std::optional<z3::expr> value;
    for (auto i = interpreter_.cells(symbol); i-- > 0;) {
        auto const tuple = interpreter_.arguments(symbol, i);
        auto here = context_.bool_val(true);
        for (std::size_t k = 0; k < tuple.size(); ++k)
            here = (here && arguments[k] == literal(*symbol.arguments[k], tuple[k])).simplify();
        if (here.is_false()) continue;
        value = value && !here.is_true() ? z3::ite(here, state[first + i], *value) : state[first + i];
    }
    return value.value();
}

z3::expr Unrolling::updated(Update const& update, std::vector<Value> const& arguments, Scene& scene) {
    auto const depth = scene.bindings.size();
    for (std::size_t i = 0; i < arguments.size(); ++i)
        scene.bindings.emplace_back(update.formals[i]->value, literal(*update.formals[i]->sort, arguments[i]));
    auto const value = term(*update.value, scene);
    scene.bindings.erase(scene.bindings.begin() + static_cast<std::ptrdiff_t>(depth), scene.bindings.end());
    return value;
}

z3::expr Unrolling::starts() {
    auto whole = context_.bool_val(true);
    Scene scene{cells_[0], nullptr, {}};
    for (auto const& symbol : model_.symbols())
        for (std::size_t i = 0; i < interpreter_.cells(*symbol); ++i) {
            auto const& cell = cells_[0][interpreter_.offset(*symbol) + i];
            whole = whole && (symbol->rigid ? legal(*symbol->result, cell)
                                            : cell == updated(model_.initial(*symbol),
                                                              interpreter_.arguments(*symbol, i), scene));
        }
    return whole;
}

void Unrolling::add_state(z3::solver& solver) {
    auto const index = cells_.size();
    auto& cells = cells_.emplace_back();
    for (auto const& symbol : model_.symbols())
        for (std::size_t i = 0; i < interpreter_.cells(*symbol); ++i)
            cells.push_back(symbol->rigid && index > 0
                                ? cells_[0][cells.size()]
                                : variable(fmt::format("{} {} in {}", symbol->name, i, index), *symbol->result));
    if (index > 0) return add_step(index - 1, solver);
    for (auto const& symbol : model_.symbols())
        for (std::size_t i = 0; i < interpreter_.cells(*symbol); ++i)
            solver.add(legal(*symbol->result, cells[interpreter_.offset(*symbol) + i]));
    for (auto const& axiom : model_.axioms())
        solver.add(holds(axiom.formula, 0));
}

// A step's arguments are shared by all actions: the first one, the second one, each wide enough for any sort.
Unrolling::Bindings Unrolling::parameters(Action const& action, std::size_t step) {
    Bindings bindings;
    for (std::size_t i = 0; i < action.parameters().size(); ++i) {
        auto const& parameter = *action.parameters()[i];
        auto& own = arguments_[step];
        if (i == own.size()) own.push_back(context_.bv_const(fmt::format("argument {} of {}", i, step).c_str(), width));
        bindings.emplace_back(parameter.value, parameter.sort->kind == Kind::Boolean ? own[i] == 1 : own[i]);
    }
    return bindings;
}

z3::expr Unrolling::can_be_taken(Action const& action, std::size_t step, Scene& scene) {
    auto whole = context_.bool_val(true);
    for (std::size_t i = 0; i < action.parameters().size(); ++i) {
        auto const count = interpreter_.size(*action.parameters()[i]->sort);
        whole = whole && z3::ult(arguments_[step][i], context_.bv_val(static_cast<int64_t>(count), width));
    }
    for (auto const& guard : action.guards())
        whole = whole && term(*guard.condition, scene);
    return whole;
}

void Unrolling::add_step(std::size_t from, z3::solver& solver) {
    chosen_.push_back(context_.bv_const(fmt::format("action {}", from).c_str(), width));
    arguments_.emplace_back();
    auto next = cells_[from];
    auto possible = context_.bool_val(false);
    for (std::size_t a = 0; a < model_.actions().size(); ++a) {
        auto const& action = model_.actions()[a];
        Scene scene{cells_[from], nullptr, parameters(action, from)};
        auto const taken = chosen_[from] == context_.bv_val(static_cast<int64_t>(a), width);
        possible = possible || (taken && can_be_taken(action, from, scene));
        for (auto const& update : action.updates())
            for (std::size_t i = 0; i < interpreter_.cells(*update.symbol); ++i) {
                auto& cell = next[interpreter_.offset(*update.symbol) + i];
                cell = z3::ite(taken, updated(update, interpreter_.arguments(*update.symbol, i), scene), cell);
            }
    }
    solver.add(possible);
    for (auto const& symbol : model_.symbols())
        for (std::size_t i = 0; !symbol->rigid && i < interpreter_.cells(*symbol); ++i) {
            auto const cell = interpreter_.offset(*symbol) + i;
            solver.add(cells_[from + 1][cell] == next[cell]);
        }
}

z3::expr Unrolling::holds(Tree const& formula, std::size_t state) {
    Scene scene{cells_[state], nullptr, {}};
    return term(*formula, scene);
}

z3::expr Unrolling::breaks(Property const& property, std::size_t state) {
    if (property.kind != PropertyKind::Step) return !holds(property.formula, state);
    if (state == 0) return context_.bool_val(false);
    Scene scene{cells_[state - 1], &cells_[state], {}};
    auto broken = !term(*property.formula, scene);
    for (std::size_t a = 0; a < model_.actions().size(); ++a)
        if (!property.concerns(model_.actions()[a]))
            broken = broken && chosen_[state - 1] != context_.bv_val(static_cast<int64_t>(a), width);
    return broken;
}

Value Unrolling::value_of(z3::model const& found, z3::expr const& cell) {
    auto const value = found.eval(cell, true);
    return value.is_bool() ? (value.is_true() ? 1 : 0) : static_cast<std::int16_t>(value.get_numeral_uint64());
}

Run Unrolling::run(z3::model const& found) const {
    Run run;
    for (auto const& cell : cells_[0])
        run.start.push_back(value_of(found, cell));
    for (std::size_t step = 0; step < chosen_.size(); ++step) {
        auto const& action = model_.actions().at(static_cast<std::size_t>(value_of(found, chosen_[step])));
        Label label{&action, {}};
        for (std::size_t i = 0; i < action.parameters().size(); ++i)
            label.arguments.push_back(value_of(found, arguments_[step][i]));
        run.labels.push_back(std::move(label));
    }
    return run;
}

} // namespace redoubt::tsl
