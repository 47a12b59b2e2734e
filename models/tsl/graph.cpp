// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/graph.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace redoubt::tsl {

Wire Graph::add(Node node) {
    constexpr std::size_t kMost = std::size_t{1} << 30U;
    if (nodes_.size() == kMost) throw std::runtime_error("the instance is too large for a circuit");
    nodes_.push_back(node);
    return {static_cast<std::uint32_t>(nodes_.size() - 1), false};
}

Wire Graph::input() {
    ++inputs_;
    return add({Gate::Input, {}, {}});
}

Wire Graph::latch() {
    ++latches_;
    return add({Gate::Latch, {}, {}});
}

Wire Graph::both(Wire a, Wire b) {
    if (b < a) std::swap(a, b); // constants come first
    if (a == kFalse || a == !b) return kFalse;
    if (a == kTrue || a == b) return b;
    auto const code = [](Wire wire) { return std::uint64_t{wire.node()} * 2 + (wire.negated() ? 1U : 0U); };
    auto const key = code(a) << 32U | code(b);
    if (auto const found = ands_.find(key); found != ands_.end()) return {found->second, false};
    auto const made = add({Gate::And, a, b});
    ands_.emplace(key, made.node());
    return made;
}

Wire Graph::choice(Wire condition, Wire a, Wire b) {
    if (a == b) return a;
    return either(both(condition, a), both(!condition, b));
}

namespace {

// The format numbers inputs first, then latches, then gates.
std::vector<Wire> renumbered(Graph const& graph) {
    std::vector<Wire> places(graph.nodes().size());
    std::uint32_t count = 0;
    for (auto const gate : {Graph::Gate::Input, Graph::Gate::Latch, Graph::Gate::And})
        for (std::size_t i = 0; i < places.size(); ++i)
            if (graph.nodes()[i].gate == gate) places[i] = Wire(++count, false);
    return places;
}

void append_number(std::string& text, std::uint32_t number) {
    constexpr std::uint32_t kSeven = 0x7f; // bits a byte; the eighth says that there are more
    for (; number > kSeven; number >>= 7U)
        text += static_cast<char>((number & kSeven) | ~kSeven);
    text += static_cast<char>(number);
}

} // namespace

std::string as_aiger(Graph const& graph, Wire output) {
    auto const places = renumbered(graph);
    auto const number = [&](Wire wire) { return 2 * places[wire.node()].node() + (wire.negated() ? 1U : 0U); };
    auto const& nodes = graph.nodes();
    auto const ands = nodes.size() - 1 - graph.inputs() - graph.latches();
    auto text = fmt::format("aig {} {} {} 1 {}\n", nodes.size() - 1, graph.inputs(), graph.latches(), ands);
    for (auto const& node : nodes)
        if (node.gate == Graph::Gate::Latch) fmt::format_to(std::back_inserter(text), "{}\n", number(node.a));
    fmt::format_to(std::back_inserter(text), "{}\n", number(output));
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].gate != Graph::Gate::And) continue;
        auto const [small, large] = std::minmax({number(nodes[i].a), number(nodes[i].b)});
        append_number(text, 2 * places[i].node() - large);
        append_number(text, large - small);
    }
    return text;
}

} // namespace redoubt::tsl
