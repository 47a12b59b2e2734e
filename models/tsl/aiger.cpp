// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/aiger.hpp"

#include <algorithm>
#include <utility>

namespace redoubt::tsl {

Circuit::Circuit(Interpreter const& interpreter)
    : interpreter_(interpreter), inputs_(graph_, interpreter), terms_(graph_, interpreter), running_(graph_.latch()) {
    make_low_latches();
    auto const first = start();
    std::vector<Step> steps;
    for (std::size_t i = 0; i < interpreter.model().actions().size(); ++i)
        steps.push_back(step(i));
    make_latches(first, steps);
    left_sort_ = graph_.both(running_, outside_sorts());
    next_ = latches_;
    for (auto const& each : steps) {
        taken_.push_back(graph_.both(graph_.both(running_, !left_sort_), each.possible));
        for (auto const& [cell, word] : each.cells)
            next_[cell] = choice(graph_, taken_.back(), word, next_[cell]);
    }
    connect(first);
}

void Circuit::make_low_latches() {
    for (auto const& symbol : interpreter_.model().symbols())
        for (std::size_t i = 0; i < interpreter_.cells(*symbol); ++i) {
            auto const last = interpreter_.size(*symbol->result) - 1;
            std::vector<Wire> bits(width(0, last) - 1);
            std::ranges::generate(bits, [&] { return graph_.latch(); });
            in_sorts_.push_back(natural(std::move(bits), last));
        }
}

Circuit::Start Circuit::start() {
    Start start{inputs_.rigid_is_legal(graph_), inputs_.rigid()};
    TermCircuit::Scene scene{inputs_.rigid()};
    for (auto const& axiom : interpreter_.model().axioms())
        start.legal = graph_.both(start.legal, terms_.wire(axiom.formula, scene));
    for (auto const& symbol : interpreter_.model().symbols())
        if (!symbol->rigid)
            for (auto& [cell, word] : updated(interpreter_.model().initial(*symbol), scene))
                start.cells[cell] = std::move(word);
    return start;
}

// For a state with all its numbers in their sorts.
Circuit::Step Circuit::step(std::size_t action) {
    auto const& what = interpreter_.model().actions()[action];
    TermCircuit::Scene scene{in_sorts_};
    for (std::size_t i = 0; i < what.parameters().size(); ++i)
        scene.bindings.push_back({what.parameters()[i]->value, inputs_.arguments(action)[i]});
    Step step{inputs_.chosen(graph_, action), {}};
    for (auto const& guard : what.guards())
        step.possible = graph_.both(step.possible, terms_.wire(guard.condition, scene));
    for (auto const& update : what.updates())
        step.cells.merge(updated(update, scene));
    return step;
}

std::map<std::size_t, Word> Circuit::updated(Update const& update, TermCircuit::Scene scene) const {
    std::map<std::size_t, Word> cells;
    auto const parameters = scene.bindings.size();
    for (std::size_t i = 0; i < interpreter_.cells(*update.symbol); ++i) {
        scene.bindings.resize(parameters, {0, constant(0)});
        auto const values = interpreter_.arguments(*update.symbol, i);
        for (std::size_t k = 0; k < values.size(); ++k)
            scene.bindings.push_back({update.formals[k]->value, constant(values[k])});
        cells.emplace(interpreter_.offset(*update.symbol) + i, terms_.word(update.value, scene));
    }
    return cells;
}

// What the low latches cannot hold of the values that are to be stored, others do.
void Circuit::make_latches(Start const& start, std::vector<Step> const& steps) {
    latches_ = in_sorts_;
    auto const hold = [&](Word& latch, Word const& value) {
        latch.low = std::min(latch.low, value.low);
        latch.high = std::max(latch.high, value.high);
    };
    for (std::size_t cell = 0; cell < latches_.size(); ++cell) {
        auto& latch = latches_[cell];
        hold(latch, start.cells[cell]);
        for (auto const& step : steps)
            if (auto const found = step.cells.find(cell); found != step.cells.end()) hold(latch, found->second);
        auto const sign = latch.low < 0 ? 1U : 0U; // that of others is constant
        latch.bits.pop_back();
        while (latch.bits.size() + 1 < width(latch.low, latch.high) + sign)
            latch.bits.push_back(graph_.latch());
        if (sign == 0) latch.bits.push_back(kFalse);
    }
}

Wire Circuit::outside_sorts() {
    auto inside = kTrue;
    for (std::size_t cell = 0; cell < latches_.size(); ++cell) {
        inside = graph_.both(inside, less_or_equal(graph_, constant(0), latches_[cell]));
        inside = graph_.both(inside, less_or_equal(graph_, latches_[cell], constant(in_sorts_[cell].high)));
    }
    return !inside;
}

void Circuit::connect(Start const& start) {
    graph_.set_next(running_, graph_.either(running_, start.legal));
    for (std::size_t cell = 0; cell < latches_.size(); ++cell)
        for (std::size_t i = 0; i < latches_[cell].bits.size(); ++i) {
            auto const latch = latches_[cell].bits[i];
            if (latch == kFalse) continue; // the sign of what is never negative
            graph_.set_next(latch, graph_.choice(running_, next_[cell].bit(i), start.cells[cell].bit(i)));
        }
}

Wire Circuit::broken(Property const& property) {
    if (property.kind != PropertyKind::Step) {
        TermCircuit::Scene scene{latches_};
        return graph_.both(running_, !terms_.wire(property.formula, scene));
    }
    auto concerned = kFalse;
    for (std::size_t i = 0; i < taken_.size(); ++i)
        if (property.concerns(interpreter_.model().actions()[i])) concerned = graph_.either(concerned, taken_[i]);
    TermCircuit::Scene scene{in_sorts_, &next_};
    return graph_.both(concerned, !terms_.wire(property.formula, scene));
}

Wire Circuit::reached(Cover const& cover) {
    TermCircuit::Scene scene{latches_};
    return graph_.both(running_, terms_.wire(cover.formula, scene));
}

} // namespace redoubt::tsl
