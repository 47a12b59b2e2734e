// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/pair.hpp"

#include "models/tsl/states.hpp"

#include <algorithm>

namespace redoubt::tsl {
namespace {

bool mentions_any(Tree const& tree, std::set<std::string> const& names) {
    auto any = false;
    for_each_application(tree, [&](Node const& node) { any = any || names.contains(node.symbol->name); });
    return any;
}

} // namespace

Pair::Pair(std::string id, std::string name, std::string title, Model const& system, std::set<std::string> together,
           std::set<std::string> const& secret)
    : Model(std::move(id), std::move(name), std::move(title)), system_(system) {
    add_symbols(secret);
    for (auto const& each : system_.axioms()) {
        axioms_.push_back({each.id, each.text, in(left_, each.formula)});
        if (mentions_any(each.formula, secret)) axioms_.push_back({each.id, each.text, in(right_, each.formula)});
    }
    add_actions(together);
    for (auto const& each : system_.properties()) {
        if (each.kind == PropertyKind::Step) continue;
        add({PropertyKind::Auxiliary, "in_left_" + each.name, each.text, in(left_, each.formula)});
        add({PropertyKind::Auxiliary, "in_right_" + each.name, each.text, in(right_, each.formula)});
    }
    for (auto const& sizes : system_.instances())
        instance(sizes);
}

void Pair::add_symbols(std::set<std::string> const& secret) {
    auto const copied = [&](Symbol symbol, std::string const& prefix) {
        symbol.name = prefix + symbol.name;
        symbol.index = symbols().size();
        return add_symbol(std::move(symbol));
    };
    for (auto const& name : secret)
        if (std::ranges::none_of(system_.symbols(),
                                 [&](auto const& each) { return each->rigid && each->name == name; }))
            throw std::logic_error("model: no rigid function to be secret: " + name);
    for (auto const& each : system_.symbols()) {
        auto const shared = each->rigid && !secret.contains(each->name);
        left_[each.get()] = copied(*each, shared ? "" : "left_");
        right_[each.get()] = shared ? left_[each.get()] : copied(*each, "right_");
        if (each->rigid) continue;
        set_initial(in(left_, system_.initial(*each)));
        set_initial(in(right_, system_.initial(*each)));
    }
}

void Pair::add_actions(std::set<std::string> const& together) {
    for (auto const& name : together)
        (void)system_.action(name);
    for (auto const& each : system_.actions()) {
        if (together.contains(each.name())) {
            Action both(each.name(), each.parties());
            fill(both, each, left_, "left: ");
            fill(both, each, right_, "right: ");
            add(std::move(both));
            continue;
        }
        Action one("left_" + each.name(), each.parties());
        fill(one, each, left_, "");
        add(std::move(one));
        Action other("right_" + each.name(), each.parties());
        fill(other, each, right_, "");
        add(std::move(other));
    }
}

void Pair::fill(Action& act, Action const& from, Copy const& copy, std::string const& prefix) {
    act.parameters_ = from.parameters();
    for (auto const& guard : from.guards())
        act.when(prefix + guard.label, Term<bool>(in(copy, guard.condition)));
    for (auto const& update : from.updates())
        act.updates_.push_back(in(copy, update));
}

Tree Pair::in(Copy const& copy, Tree const& tree) {
    return renamed(tree, [&](Symbol const& symbol) -> Symbol const& { return *copy.at(&symbol); });
}

Update Pair::in(Copy const& copy, Update const& update) {
    return {copy.at(update.symbol).get(), update.formals, in(copy, update.value)};
}

Term<bool> Pair::agree(Symbol const& symbol) const {
    auto const arguments = variables(symbol.arguments);
    auto const tree = apply(symbol, arguments);
    return Term<bool>(quantified(Operator::ForAll, arguments, equality(in(left_, tree), in(right_, tree))));
}

Term<bool> Pair::possible_alike(std::string const& action) const {
    auto const& found = system_.action(action);
    auto const arguments = found.own_variables();
    auto const guard = found.possible(arguments);
    return Term<bool>(quantified(Operator::ForAll, arguments, equality(in(left_, guard), in(right_, guard))));
}

} // namespace redoubt::tsl
