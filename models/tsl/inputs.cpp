// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/inputs.hpp"

#include <utility>

namespace redoubt::tsl {
namespace {

// As many inputs as `count` values need. They can say more than these.
Word input(Graph& graph, Value count) {
    std::vector<Wire> bits;
    for (std::size_t i = 0; i + 1 < width(0, count - 1); ++i)
        bits.push_back(graph.input());
    return natural(std::move(bits), count - 1);
}

// Keeps the promise that natural() was given.
Wire is_legal(Graph& graph, Word const& word) {
    auto const any = natural({word.bits.begin(), word.bits.end() - 1}, (Value{1} << (word.bits.size() - 1)) - 1);
    return less_or_equal(graph, any, constant(word.high));
}

std::optional<Value> read(Word const& word, Frame const& frame) {
    Value value = 0;
    for (std::size_t i = 0; i + 1 < word.bits.size(); ++i)
        if (frame.at(word.bits[i].node() - 1)) value |= Value{1} << i; // node 0 is no input
    return value <= word.high ? std::optional(value) : std::nullopt;
}

} // namespace

Inputs::Inputs(Graph& graph, Interpreter const& interpreter)
    : interpreter_(interpreter), rigid_(interpreter.cells(), constant(0)),
      action_(input(graph, static_cast<Value>(interpreter.model().actions().size()))) {
    for (auto const& symbol : interpreter.model().symbols())
        if (symbol->rigid)
            for (std::size_t i = 0; i < interpreter.cells(*symbol); ++i)
                rigid_[interpreter.offset(*symbol) + i] = input(graph, interpreter.size(*symbol->result));
    std::vector<std::pair<Sort const*, Word>> shared;
    for (auto const& action : interpreter.model().actions())
        arguments_.push_back(arguments(graph, action, shared));
}

// Takes of each sort those that are there, and makes what is missing.
std::vector<Word> Inputs::arguments(Graph& graph, Action const& action,
                                    std::vector<std::pair<Sort const*, Word>>& shared) const {
    std::vector<Word> words;
    std::vector<bool> taken(shared.size(), false);
    for (auto const& parameter : action.parameters()) {
        std::size_t i = 0;
        while (i < shared.size() && (taken[i] || shared[i].first != parameter->sort))
            ++i;
        if (i == shared.size()) {
            shared.emplace_back(parameter->sort, input(graph, interpreter_.size(*parameter->sort)));
            taken.push_back(true);
        }
        taken[i] = true;
        words.push_back(shared[i].second);
    }
    return words;
}

Wire Inputs::rigid_is_legal(Graph& graph) const {
    auto all = kTrue;
    for (auto const& word : rigid_)
        all = graph.both(all, is_legal(graph, word));
    return all;
}

Wire Inputs::chosen(Graph& graph, std::size_t action) const {
    auto all = equal(graph, action_, constant(static_cast<Value>(action)));
    for (auto const& word : arguments_[action])
        all = graph.both(all, is_legal(graph, word));
    return all;
}

std::optional<State> Inputs::rigid(Frame const& frame) const {
    State state;
    for (auto const& word : rigid_) {
        auto const value = read(word, frame);
        if (!value) return std::nullopt;
        state.push_back(*value);
    }
    return state;
}

std::optional<Label> Inputs::choice(Frame const& frame) const {
    auto const action = read(action_, frame);
    if (!action) return std::nullopt;
    Label label{&interpreter_.model().actions()[static_cast<std::size_t>(*action)], {}};
    for (auto const& word : arguments_[static_cast<std::size_t>(*action)]) {
        auto const value = read(word, frame);
        if (!value) return std::nullopt;
        label.arguments.push_back(*value);
    }
    return label;
}

} // namespace redoubt::tsl
