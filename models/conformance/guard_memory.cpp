// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/guard_memory.hpp"

#include <algorithm>
#include <set>

namespace redoubt::conformance {
namespace {

struct Mentioned {
    std::set<tsl::Value> variables;
    SymbolSet symbols;
};

void look(tsl::Node const& node, Mentioned& mentioned) {
    if (node.op == tsl::Operator::Variable) mentioned.variables.insert(node.value);
    if (node.op == tsl::Operator::Apply) mentioned.symbols.set(node.symbol->index);
    for (auto const& child : node.children)
        look(*child, mentioned);
}

} // namespace

SymbolSet updated_by(tsl::Action const& action) {
    SymbolSet symbols;
    for (auto const& update : action.updates())
        symbols.set(update.symbol->index); // throws when there are more
    return symbols;
}

GuardMemory::GuardMemory(tsl::Interpreter const& interpreter, tsl::Action const& action)
    : interpreter_(interpreter), action_(action) {
    for (auto const& guard : action.guards()) {
        Mentioned mentioned;
        look(*guard.condition, mentioned);
        Memory memory{.parts = {}, .symbols = mentioned.symbols, .known = {}};
        std::size_t size = 1;
        for (std::size_t i = 0; i < action.parameters().size(); ++i) {
            auto const& parameter = *action.parameters()[i];
            if (!mentioned.variables.contains(parameter.value)) continue;
            memory.parts.push_back({i, size});
            size *= static_cast<std::size_t>(interpreter.size(*parameter.sort));
        }
        memory.known.assign(size, Known::Not);
        guards_.push_back(std::move(memory));
    }
}

bool GuardMemory::holds(std::size_t guard, tsl::Label const& label, tsl::State const& state) {
    auto& memory = guards_[guard];
    std::size_t at = 0;
    for (auto const& part : memory.parts)
        at += static_cast<std::size_t>(label.arguments[part.argument]) * part.stride;
    auto& known = memory.known[at];
    if (known == Known::Not)
        known = interpreter_.holds(action_.guards()[guard].condition, state, action_.parameters(), label.arguments)
                    ? Known::True
                    : Known::False;
    return known == Known::True;
}

void GuardMemory::changed(SymbolSet symbols) {
    for (auto& memory : guards_)
        if ((memory.symbols & symbols).any()) std::ranges::fill(memory.known, Known::Not);
}

void GuardMemory::forget() {
    for (auto& memory : guards_)
        std::ranges::fill(memory.known, Known::Not);
}

} // namespace redoubt::conformance
