// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/acsl.hpp"

#include "models/tsl/acsl_terms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace redoubt::tsl {
namespace {

class Writer {
public:
    Writer(Model const& model, Binding const& binding) : model_(model), binding_(binding) {
        for (auto const& symbol : model.symbols())
            if (!is_bound(*symbol) && !binding.outside.contains(symbol.get()))
                throw std::logic_error(
                    fmt::format("{}: {} is neither bound to the code nor outside of it", model.id(), symbol->name));
    }

    [[nodiscard]] std::string all() const {
        auto text = predicate(binding_.name_of_same + "{L, M}", binding_.state, step(nullptr, {}));
        if (!binding_.name_of_initial.empty()) text += predicate(binding_.name_of_initial, binding_.state, initial());
        for (auto const& each : binding_.actions)
            text += of_action(each);
        return text;
    }

private:
    [[nodiscard]] bool is_bound(Symbol const& symbol) const { return binding_.functions.contains(&symbol); }

    [[nodiscard]] bool speaks_of_outside(Tree const& tree) const {
        auto found = false;
        for_each_application(tree, [&](Node const& node) { found = found || !is_bound(*node.symbol); });
        return found || has_single(tree);
    }
    // Of all processors, say, of which the code sees one.
    [[nodiscard]] bool has_single(Tree const& tree) const {
        auto const single = [&](Tree const& variable) { return AcslTerms::is_single(binding_, *variable->sort); };
        return std::ranges::any_of(tree->bound, single) ||
               std::ranges::any_of(tree->children, [&](auto const& child) { return has_single(child); });
    }

    [[nodiscard]] std::string of_action(CodeAction const& bound) const {
        auto const& action = model_.action(bound.action);
        AcslTerms terms(binding_, action, bound);
        std::vector<std::string> guards;
        std::vector<std::string> others;
        for (auto const& guard : action.guards())
            if (speaks_of_outside(guard.condition))
                others.push_back(guard.label);
            else
                guards.push_back(terms.formula(guard.condition));
        auto const comment =
            fmt::format("\n// {} {}{}\n", model_.id(), action.name(),
                        others.empty() ? "." : fmt::format(". The caller's: {}.", fmt::join(others, "; ")));
        auto const guard =
            guards.empty() ? "" : predicate(bound.predicate + "Guard", bound.formals, guards); // always possible
        return comment + guard + predicate(bound.predicate + "Step{L, M}", bound.formals, step(&action, bound));
    }

    [[nodiscard]] std::vector<std::string> initial() const {
        std::vector<std::string> parts;
        for (auto const& symbol : model_.symbols())
            if (is_bound(*symbol) && !symbol->rigid)
                parts.push_back(AcslTerms(binding_).initial(*symbol, model_.initial(*symbol)));
        return parts;
    }

    [[nodiscard]] std::vector<std::string> step(Action const* action, CodeAction const& bound) const {
        std::vector<std::string> parts;
        for (auto const& symbol : model_.symbols()) {
            if (!is_bound(*symbol) || bound.unseen.contains(symbol.get())) continue;
            auto const* const update = action == nullptr ? nullptr : action->update_of(*symbol);
            if (symbol->rigid && !is_state(*symbol)) continue;
            AcslTerms terms = action == nullptr ? AcslTerms(binding_) : AcslTerms(binding_, *action, bound);
            if (update != nullptr && speaks_of_outside(update->value))
                throw std::logic_error(
                    fmt::format("{}: what it makes of {} is not the code's alone", action->name(), symbol->name));
            parts.push_back(terms.equation(*symbol, update));
        }
        return parts;
    }
    // What a list names, say, or a constant, is no part of the state.
    [[nodiscard]] bool is_state(Symbol const& symbol) const {
        return !symbol.arguments.empty() && std::ranges::all_of(symbol.arguments, [&](auto const* sort) {
            return binding_.sorts.contains(sort) && !binding_.sorts.at(sort).variable.empty();
        });
    }
    [[nodiscard]] static std::string predicate(std::string const& name, std::string const& formals,
                                               std::vector<std::string> const& parts) {
        return fmt::format("predicate {}({}) =\n  {};\n", name, formals, fmt::join(parts, " &&\n  "));
    }

    Model const& model_;
    Binding const& binding_;
};

} // namespace

std::string as_acsl(Model const& model, Binding const& binding) {
    return Writer(model, binding).all();
}

} // namespace redoubt::tsl
