// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/states.hpp"

namespace redoubt::tsl {
namespace {

// Rebuilds the term from below. Applications are what `application` makes of their symbol, whether they are of the next
// state, and their new arguments.
using Application = std::function<Tree(Node const& node, std::vector<Tree> arguments)>;

Tree rebuilt(Tree const& tree, Application const& application) {
    std::vector<Tree> children;
    children.reserve(tree->children.size());
    for (auto const& child : tree->children)
        children.push_back(rebuilt(child, application));
    if (tree->op == Operator::Apply) return application(*tree, std::move(children));
    return with_children(tree, std::move(children));
}

} // namespace

Tree of_next(Tree const& tree) {
    return rebuilt(tree, [](Node const& node, std::vector<Tree> arguments) {
        return apply(*node.symbol, std::move(arguments), true);
    });
}

Tree before(Action const& action, Tree const& tree) {
    return rebuilt(tree, [&](Node const& node, std::vector<Tree> arguments) {
        if (!node.next) return apply(*node.symbol, std::move(arguments));
        auto const* const update = action.update_of(*node.symbol);
        if (update == nullptr) return apply(*node.symbol, std::move(arguments));
        return substituted(update->value, update->formals, arguments);
    });
}

Tree at_start(Model const& model, Tree const& tree) {
    return rebuilt(tree, [&](Node const& node, std::vector<Tree> arguments) {
        if (node.symbol->rigid) return apply(*node.symbol, std::move(arguments));
        auto const& update = model.initial(*node.symbol);
        return substituted(update.value, update.formals, arguments);
    });
}

Tree renamed(Tree const& tree, std::function<Symbol const&(Symbol const&)> const& other) {
    return rebuilt(tree, [&](Node const& node, std::vector<Tree> arguments) {
        return apply(other(*node.symbol), std::move(arguments), node.next);
    });
}

std::vector<Condition> conditions(Model const& model) {
    std::vector<Condition> all;
    for (auto const& property : model.properties())
        if (property.kind != PropertyKind::Step) all.push_back({nullptr, &property, at_start(model, property.formula)});
    for (auto const& action : model.actions())
        for (auto const& property : model.properties()) {
            if (!property.concerns(action)) continue;
            auto const step = property.kind == PropertyKind::Step ? property.formula : of_next(property.formula);
            all.push_back({&action, &property, before(action, step)});
        }
    return all;
}

} // namespace redoubt::tsl
