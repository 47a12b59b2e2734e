// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/word.hpp"

#include <random>
#include <vector>

namespace redoubt::tsl::test {

// Computes a graph frame by frame, by the definition of each gate.
class Simulator {
public:
    explicit Simulator(Graph const& graph) : graph_(graph), values_(graph.nodes().size(), false) {}

    [[nodiscard]] bool operator()(Wire wire) const { return values_[wire.node()] != wire.negated(); }

    [[nodiscard]] std::int64_t operator()(Word const& word) const {
        std::int64_t value = (*this)(word.bits.back()) ? -1 : 0;
        for (auto i = word.bits.size(); i-- > 0;)
            value = value * 2 + ((*this)(word.bits[i]) ? 1 : 0);
        return value;
    }

    // Of inputs, or of latches.
    void set(Wire wire, bool value) { values_[wire.node()] = value; }
    void set(Word const& word, std::int64_t value) {
        for (std::size_t i = 0; i < word.bits.size(); ++i)
            if (word.bits[i] != kFalse) set(word.bits[i], (value >> i & 1) != 0);
    }

    std::vector<bool> random_inputs(std::mt19937& random) {
        std::vector<bool> frame;
        for (std::size_t i = 0; i < values_.size(); ++i)
            if (graph_.nodes()[i].gate == Graph::Gate::Input) {
                frame.push_back(random() % 2 != 0);
                values_[i] = frame.back();
            }
        return frame;
    }

    void settle() {
        for (std::size_t i = 0; i < values_.size(); ++i)
            if (auto const& node = graph_.nodes()[i]; node.gate == Graph::Gate::And)
                values_[i] = (*this)(node.a) && (*this)(node.b);
    }

    void tick() {
        auto next = values_;
        for (std::size_t i = 0; i < values_.size(); ++i)
            if (auto const& node = graph_.nodes()[i]; node.gate == Graph::Gate::Latch) next[i] = (*this)(node.a);
        values_ = next;
    }

private:
    Graph const& graph_;
    std::vector<bool> values_;
};

} // namespace redoubt::tsl::test
