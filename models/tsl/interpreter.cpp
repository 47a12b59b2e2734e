// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/interpreter.hpp"

#include <fmt/core.h>

namespace redoubt::tsl {

Interpreter::Interpreter(Model const& model, Sizes sizes) : model_(model), sizes_(std::move(sizes)) {
    for (auto const* sort : model.sorts())
        if (!sizes_.contains(sort)) throw std::runtime_error("an instance without a size of " + sort->name);
    for (auto const& symbol : model.symbols()) {
        offsets_.push_back(cells_);
        cells_ += cells(*symbol);
    }
}

Value Interpreter::size(Sort const& sort) const {
    switch (sort.kind) {
    case Kind::Boolean: return 2;
    case Kind::Enumeration: return static_cast<Value>(sort.values.size());
    case Kind::Number:
    case Kind::Abstract: break;
    }
    return sizes_.at(&sort);
}

std::size_t Interpreter::cells(Symbol const& symbol) const {
    std::size_t count = 1;
    for (auto const* sort : symbol.arguments)
        count *= static_cast<std::size_t>(size(*sort));
    return count;
}

std::size_t Interpreter::cell(Symbol const& symbol, std::vector<Value> const& arguments) const {
    std::size_t index = 0;
    for (std::size_t i = 0; i < arguments.size(); ++i)
        index = index * static_cast<std::size_t>(size(*symbol.arguments[i])) + static_cast<std::size_t>(arguments[i]);
    return offset(symbol) + index;
}

std::vector<Value> Interpreter::arguments(Symbol const& symbol, std::size_t cell) const {
    std::vector<Value> values(symbol.arguments.size());
    for (auto i = values.size(); i-- > 0;) {
        auto const count = static_cast<std::size_t>(size(*symbol.arguments[i]));
        values[i] = static_cast<Value>(cell % count);
        cell /= count;
    }
    return values;
}

Value Interpreter::value(Node const& node, Scene& scene) const {
    auto const child = [&](std::size_t i) { return value(*node.children[i], scene); };
    switch (node.op) {
    case Operator::Literal: return node.value;
    case Operator::Last: return size(*node.sort) - 1;
    case Operator::Variable:
        for (auto i = scene.bindings.size(); i-- > 0;)
            if (scene.bindings[i].variable == node.value) return scene.bindings[i].value;
        throw std::logic_error("a variable without a value");
    case Operator::Apply: return applied(node, scene);
    case Operator::Not: return child(0) == 0 ? 1 : 0;
    case Operator::And: return child(0) != 0 && child(1) != 0 ? 1 : 0;
    case Operator::Or: return child(0) != 0 || child(1) != 0 ? 1 : 0;
    case Operator::Implies: return child(0) == 0 || child(1) != 0 ? 1 : 0;
    case Operator::Equal: return child(0) == child(1) ? 1 : 0;
    case Operator::LessOrEqual: return child(0) <= child(1) ? 1 : 0;
    case Operator::Plus: return child(0) + child(1);
    case Operator::Minus: return child(0) - child(1);
    case Operator::IfThenElse: return child(0) != 0 ? child(1) : child(2);
    case Operator::ForAll: return all(node, 0, scene, true) ? 1 : 0;
    case Operator::Exists: return all(node, 0, scene, false) ? 0 : 1;
    }
    throw std::logic_error("an operator without a meaning");
}

Value Interpreter::applied(Node const& node, Scene& scene) const {
    std::size_t index = 0;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        auto const count = size(*node.symbol->arguments[i]);
        auto const argument = value(*node.children[i], scene);
        if (argument < 0 || argument >= count) throw std::logic_error("no such value of " + node.symbol->name);
        index = index * static_cast<std::size_t>(count) + static_cast<std::size_t>(argument);
    }
    if (node.next && scene.next == nullptr) throw std::logic_error("there is no next state");
    return (node.next ? *scene.next : scene.state)[offset(*node.symbol) + index];
}

// Whether the body has the value `wanted` for all values of the variables from the given one on.
bool Interpreter::all(Node const& node, std::size_t variable, Scene& scene, bool wanted) const {
    if (variable == node.bound.size()) return (value(*node.children[0], scene) != 0) == wanted;
    auto const count = size(*node.bound[variable]->sort);
    auto const depth = scene.bindings.size();
    scene.bindings.push_back({node.bound[variable]->value, 0});
    auto result = true;
    for (Value each = 0; result && each < count; ++each) {
        scene.bindings[depth].value = each;
        result = all(node, variable + 1, scene, wanted);
    }
    scene.bindings.pop_back();
    return result;
}

std::vector<Interpreter::Binding> Interpreter::bound(std::vector<Tree> const& variables,
                                                     std::vector<Value> const& values) {
    std::vector<Binding> bindings;
    for (std::size_t i = 0; i < variables.size(); ++i)
        bindings.push_back({variables[i]->value, values[i]});
    return bindings;
}

bool Interpreter::holds(Tree const& formula, State const& state) const {
    Scene scene{state, nullptr, {}};
    return value(*formula, scene) != 0;
}

bool Interpreter::holds(Tree const& formula, State const& state, State const& next) const {
    Scene scene{state, &next, {}};
    return value(*formula, scene) != 0;
}

bool Interpreter::holds(Tree const& formula, State const& state, std::vector<Tree> const& variables,
                        std::vector<Value> const& values) const {
    Scene scene{state, nullptr, bound(variables, values)};
    return value(*formula, scene) != 0;
}

std::optional<State> Interpreter::start(State const& rigid) const {
    for (auto const& axiom : model_.axioms())
        if (!holds(axiom.formula, rigid)) return std::nullopt;
    auto state = rigid;
    for (auto const& symbol : model_.symbols())
        if (!symbol->rigid) update(model_.initial(*symbol), {}, rigid, state);
    return state;
}

std::optional<std::string> Interpreter::refused(Label const& label, State const& state) const {
    Scene scene{state, nullptr, bound(label.action->parameters(), label.arguments)};
    for (auto const& guard : label.action->guards())
        if (value(*guard.condition, scene) == 0) return guard.label;
    return std::nullopt;
}

State Interpreter::after(Label const& label, State const& state) const {
    auto next = state;
    for (auto const& each : label.action->updates())
        update(each, bound(label.action->parameters(), label.arguments), state, next);
    return next;
}

void Interpreter::update(Update const& update, std::vector<Binding> bindings, State const& state, State& next) const {
    Scene scene{state, nullptr, std::move(bindings)};
    auto const parameters = scene.bindings.size();
    auto const first = offset(*update.symbol);
    for (std::size_t i = 0; i < cells(*update.symbol); ++i) {
        auto const values = arguments(*update.symbol, i);
        scene.bindings.resize(parameters);
        for (std::size_t k = 0; k < values.size(); ++k)
            scene.bindings.push_back({update.formals[k]->value, values[k]});
        next[first + i] = value(*update.value, scene);
    }
}

Property const* Interpreter::violated(State const& state, bool auxiliary) const {
    for (auto const& property : model_.properties()) {
        auto const asked =
            property.kind == PropertyKind::Safety || (auxiliary && property.kind == PropertyKind::Auxiliary);
        if (asked && !holds(property.formula, state)) return &property;
    }
    return nullptr;
}

Property const* Interpreter::violated(Label const& label, State const& state, State const& next) const {
    for (auto const& property : model_.properties())
        if (property.kind == PropertyKind::Step && property.concerns(*label.action) &&
            !holds(property.formula, state, next))
            return &property;
    return nullptr;
}

std::vector<Label> Interpreter::labels() const {
    std::vector<Label> all;
    for (auto const& action : model_.actions()) {
        std::vector<Value> arguments(action.parameters().size(), 0);
        for (;;) {
            all.push_back({&action, arguments});
            auto i = arguments.size();
            while (i > 0 && ++arguments[i - 1] == size(*action.parameters()[i - 1]->sort))
                arguments[--i] = 0;
            if (i == 0) break;
        }
    }
    return all;
}

std::string Interpreter::text(Sort const& sort, Value value) const {
    switch (sort.kind) {
    case Kind::Boolean: return value != 0 ? "true" : "false";
    case Kind::Enumeration: return sort.values.at(static_cast<std::size_t>(value));
    case Kind::Number: return std::to_string(value);
    case Kind::Abstract: return fmt::format("{}{}", sort.name, value);
    }
    return "?";
}

std::string Interpreter::text(Label const& label) const {
    auto line = label.action->name() + "(";
    for (std::size_t i = 0; i < label.arguments.size(); ++i)
        line += (i > 0 ? ", " : "") + text(*label.action->parameters()[i]->sort, label.arguments[i]);
    return line + ")";
}

std::string Interpreter::cell_text(Symbol const& symbol, std::size_t cell, State const& state) const {
    auto line = symbol.name;
    auto const values = arguments(symbol, cell);
    for (std::size_t i = 0; i < values.size(); ++i)
        line += (i > 0 ? ", " : "(") + text(*symbol.arguments[i], values[i]);
    if (!values.empty()) line += ")";
    auto const value = state[offset(symbol) + cell];
    if (symbol.result->kind == Kind::Boolean) return value != 0 ? line : "not " + line;
    return line + " = " + text(*symbol.result, value);
}

std::vector<std::string> Interpreter::changes(State const& state, State const& next) const {
    std::vector<std::string> lines;
    for (auto const& symbol : model_.symbols())
        for (std::size_t i = 0; i < cells(*symbol); ++i)
            if (state[offset(*symbol) + i] != next[offset(*symbol) + i]) lines.push_back(cell_text(*symbol, i, next));
    return lines;
}

std::vector<std::string> Interpreter::rigid_values(State const& state) const {
    std::vector<std::string> lines;
    for (auto const& symbol : model_.symbols())
        if (symbol->rigid)
            for (std::size_t i = 0; i < cells(*symbol); ++i) {
                auto const plain_no = symbol->result->kind == Kind::Boolean && state[offset(*symbol) + i] == 0;
                if (!plain_no) lines.push_back(cell_text(*symbol, i, state));
            }
    return lines;
}

} // namespace redoubt::tsl
