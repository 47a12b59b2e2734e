// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/term_circuit.hpp"

#include <fmt/core.h>
#include <stdexcept>

namespace redoubt::tsl {

// Where the first operand decides, the second is not looked at: as in the interpreter, it may then be without meaning.
Word TermCircuit::word(Tree const& term, Scene& scene) const {
    auto const& node = *term;
    auto const child = [&](std::size_t i) { return word(node.children[i], scene); };
    auto const operand = [&](std::size_t i) { return wire(node.children[i], scene); };
    auto const both = [&](Wire first, bool negate_result) {
        auto const result = first == kFalse ? kFalse : graph_.both(first, negate_result ? !operand(1) : operand(1));
        return truth_word(negate_result ? !result : result);
    };
    switch (node.op) {
    case Operator::Literal: return constant(node.value);
    case Operator::Last: return constant(interpreter_.size(*node.sort) - 1);
    case Operator::Variable:
        for (auto i = scene.bindings.size(); i-- > 0;)
            if (scene.bindings[i].variable == node.value) return scene.bindings[i].value;
        throw std::logic_error("a variable without a value");
    case Operator::Apply: return applied(node, scene);
    case Operator::Not: return truth_word(!operand(0));
    case Operator::And: return both(operand(0), false);
    case Operator::Or: return both(!operand(0), true);
    case Operator::Implies: return both(operand(0), true);
    case Operator::Equal: return truth_word(equal(graph_, child(0), child(1)));
    case Operator::LessOrEqual: return truth_word(less_or_equal(graph_, child(0), child(1)));
    case Operator::Plus: return sum(graph_, child(0), child(1));
    case Operator::Minus: return difference(graph_, child(0), child(1));
    case Operator::IfThenElse: {
        auto const condition = operand(0);
        if (condition == kTrue || condition == kFalse) return child(condition == kTrue ? 1 : 2);
        return choice(graph_, condition, child(1), child(2));
    }
    case Operator::ForAll: return truth_word(all(node, 0, scene, true));
    case Operator::Exists: return truth_word(!all(node, 0, scene, false));
    }
    throw std::logic_error("an operator without a circuit");
}

Word TermCircuit::applied(Node const& node, Scene& scene) const {
    std::vector<Word> arguments;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        arguments.push_back(word(node.children[i], scene));
        if (arguments.back().low < 0 || arguments.back().high >= interpreter_.size(*node.symbol->arguments[i]))
            throw std::runtime_error(
                fmt::format("argument {} of {} may be outside its sort", i + 1, node.symbol->name));
    }
    if (node.next && scene.next == nullptr) throw std::logic_error("there is no next state");
    std::vector<Value> values;
    return chosen(*node.symbol, node.next ? *scene.next : scene.state, arguments, values);
}

// The cell at these arguments, of those whose first arguments are `values`.
Word TermCircuit::chosen(Symbol const& symbol, StateWords const& state, std::vector<Word> const& arguments,
                         std::vector<Value>& values) const {
    if (values.size() == arguments.size()) return state[interpreter_.cell(symbol, values)];
    auto const& argument = arguments[values.size()];
    auto const at = [&](Value value) {
        values.push_back(value);
        auto cell = chosen(symbol, state, arguments, values);
        values.pop_back();
        return cell;
    };
    auto result = at(argument.high);
    for (auto value = argument.high; value-- > argument.low;)
        result = choice(graph_, equal(graph_, argument, constant(value)), at(value), result);
    return result;
}

// Whether the body is as wanted for all values of the variables from the given one on.
Wire TermCircuit::all(Node const& node, std::size_t variable, Scene& scene, bool wanted) const {
    if (variable == node.bound.size()) return wanted ? wire(node.children[0], scene) : !wire(node.children[0], scene);
    auto const count = interpreter_.size(*node.bound[variable]->sort);
    auto const depth = scene.bindings.size();
    scene.bindings.push_back({node.bound[variable]->value, constant(0)});
    auto result = kTrue;
    for (Value each = 0; result != kFalse && each < count; ++each) {
        scene.bindings[depth].value = constant(each);
        result = graph_.both(result, all(node, variable + 1, scene, wanted));
    }
    scene.bindings.pop_back();
    return result;
}

} // namespace redoubt::tsl
