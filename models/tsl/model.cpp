// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/model.hpp"

#include "models/tsl/states.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::tsl {
namespace {

void need(bool condition, std::string const& message) {
    if (!condition) throw std::logic_error("model: " + message);
}

bool is_identifier(std::string const& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

} // namespace

Action& Action::when(std::string label, Term<bool> const& condition) {
    need(!mentions_next(condition.tree()), fmt::format("{}: the guard '{}' speaks of the next state", name_, label));
    need(std::ranges::find(guards_, label, &Guard::label) == guards_.end(),
         fmt::format("{}: two guards '{}'", name_, label));
    guards_.push_back({std::move(label), condition.tree()});
    return *this;
}

Update const* Action::update_of(Symbol const& symbol) const {
    auto const found = std::ranges::find(updates_, &symbol, &Update::symbol);
    return found == updates_.end() ? nullptr : &*found;
}

Tree Action::guard() const {
    auto whole = truth(true);
    for (auto const& each : guards_)
        whole = conjunction(whole, each.condition);
    return whole;
}

Tree Action::possible() const {
    auto const arguments = own_variables();
    return quantified(Operator::Exists, arguments, possible(arguments));
}

std::vector<Tree> Action::own_variables() const {
    std::vector<Tree> copies;
    for (auto const& parameter : parameters_)
        copies.push_back(variable(*parameter->sort));
    return copies;
}

Tree Action::possible(std::vector<Tree> const& arguments) const {
    need(arguments.size() == parameters_.size(), name_ + " is asked with another number of arguments");
    return substituted(guard(), parameters_, arguments);
}

Update& Action::updated(Symbol const& symbol) {
    need(!symbol.rigid, fmt::format("{} changes {}, which is rigid", name_, symbol.name));
    auto const found = std::ranges::find(updates_, &symbol, &Update::symbol);
    if (found != updates_.end()) return *found;
    auto const formals = variables(symbol.arguments);
    updates_.push_back({&symbol, formals, apply(symbol, formals)});
    return updates_.back();
}

void Action::set_tree(Tree const& place, Tree const& value) {
    need(place->op == Operator::Apply && !place->next, name_ + " sets what is not a function of the state");
    need(!mentions_next(value),
         fmt::format("{}: the value of {} speaks of the next state", name_, place->symbol->name));
    auto& update = updated(*place->symbol);
    auto here = truth(true);
    for (std::size_t i = 0; i < update.formals.size(); ++i)
        here = conjunction(here, equality(update.formals[i], place->children[i]));
    update.value = choice(here, value, update.value);
}

void Action::replace(Symbol const& symbol, std::vector<Tree> const& formals, Tree const& value) {
    need(update_of(symbol) == nullptr, fmt::format("{} sets {} twice", name_, symbol.name));
    need(!mentions_next(value), fmt::format("{}: the value of {} speaks of the next state", name_, symbol.name));
    auto& update = updated(symbol);
    update.formals = formals;
    update.value = value;
}

Update const& Model::initial(Symbol const& symbol) const {
    return initial_.at(&symbol);
}

Action const& Model::action(std::string const& name) const {
    auto const found = std::ranges::find(actions_, name, &Action::name);
    if (found == actions_.end()) throw std::runtime_error(fmt::format("no such action of {}: {}", name_, name));
    return *found;
}

Property const& Model::property(std::string const& name) const {
    auto const found = std::ranges::find(properties_, name, &Property::name);
    if (found == properties_.end()) throw std::runtime_error(fmt::format("no such property of {}: {}", name_, name));
    return *found;
}

std::vector<Property const*> Model::all_properties() const {
    std::vector<Property const*> all;
    for (auto const& property : properties_)
        all.push_back(&property);
    return all;
}

std::vector<Property const*> Model::required_properties() const {
    auto chosen = all_properties();
    std::erase_if(chosen, [](auto const* property) { return property->kind == PropertyKind::Auxiliary; });
    return chosen;
}

Model Model::without_guard(std::size_t action, std::size_t guard) const {
    auto copy = *this;
    auto& guards = copy.actions_.at(action).guards_;
    guards.erase(guards.begin() + static_cast<std::ptrdiff_t>(guard));
    return copy;
}

std::shared_ptr<Symbol const> Model::add_symbol(Symbol symbol) {
    auto const see = [&](Sort const* sort) {
        auto const sized = sort->kind == Kind::Abstract || sort->kind == Kind::Number;
        if (sized && std::ranges::find(sorts_, sort) == sorts_.end()) sorts_.push_back(sort);
    };
    std::ranges::for_each(symbol.arguments, see);
    see(symbol.result);
    for (auto const& other : symbols_)
        need(other->name != symbol.name, "two functions " + symbol.name);
    symbols_.push_back(std::make_shared<Symbol const>(std::move(symbol)));
    return symbols_.back();
}

void Model::set_initial(Update update) {
    need(!update.symbol->rigid, update.symbol->name + " is rigid and has no initial value of its own: use an axiom");
    for_each_application(update.value, [&](Node const& node) {
        need(node.symbol->rigid,
             fmt::format("the initial value of {} speaks of {}", update.symbol->name, node.symbol->name));
    });
    need(initial_.emplace(update.symbol, update).second, "two initial values of " + update.symbol->name);
}

void Model::add(Action act) {
    need(is_identifier(act.name()), "not an identifier: " + act.name());
    need(std::ranges::find(actions_, act.name(), &Action::name) == actions_.end(), "two actions " + act.name());
    for (auto const& parameter : act.parameters())
        if (parameter->sort->kind == Kind::Abstract || parameter->sort->kind == Kind::Number)
            need(std::ranges::find(sorts_, parameter->sort) != sorts_.end(),
                 fmt::format("{} has a parameter of sort {}, of which no function is", act.name(),
                             parameter->sort->name));
    actions_.push_back(std::move(act));
}

void Model::add(Property property) {
    need(is_identifier(property.name), "not an identifier: " + property.name);
    need(std::ranges::find(properties_, property.name, &Property::name) == properties_.end(),
         "two properties " + property.name);
    need(property.kind == PropertyKind::Step || !mentions_next(property.formula),
         property.name + " speaks of the next state, and is no step property");
    need(property.kind != PropertyKind::Step || mentions_next(property.formula),
         property.name + " is a step property, and does not speak of the next state");
    properties_.push_back(std::move(property));
}

void Model::safety(std::string name, std::string text, Term<bool> const& formula) {
    add({PropertyKind::Safety, std::move(name), std::move(text), formula.tree()});
}

void Model::auxiliary(std::string name, std::string text, Term<bool> const& formula) {
    add({PropertyKind::Auxiliary, std::move(name), std::move(text), formula.tree()});
}

void Model::step(std::string name, std::string text, Term<bool> const& formula, std::set<std::string> except) {
    add({PropertyKind::Step, std::move(name), std::move(text), formula.tree(), std::move(except)});
}

void Model::cover(std::string name, Term<bool> const& formula) {
    need(is_identifier(name), "not an identifier: " + name);
    need(std::ranges::find(covers_, name, &Cover::name) == covers_.end(), "two covers " + name);
    need(!mentions_next(formula.tree()), "the cover " + name + " speaks of the next state");
    covers_.push_back({std::move(name), formula.tree()});
}

void Model::axiom(std::string id, std::string text, Term<bool> const& formula) {
    for_each_application(formula.tree(), [&](Node const& node) {
        need(node.symbol->rigid, fmt::format("the axiom {} speaks of {}, which is not rigid", id, node.symbol->name));
    });
    axioms_.push_back({std::move(id), std::move(text), formula.tree()});
}

void Model::add_progress(std::string const& name, std::string const& text, Tree const& pending,
                         std::set<std::string> const& owed, std::vector<Tree> const& variables, Tree const& rank) {
    std::vector<Tree> possible;
    std::set<std::string> others;
    for (auto const& each : actions_)
        if (owed.contains(each.name()))
            possible.push_back(each.possible());
        else
            others.insert(each.name());
    need(possible.size() == owed.size(), fmt::format("{} owes an action that is not there yet", name));
    auto const falls = negation(make(Operator::LessOrEqual, boolean(), {rank, of_next(rank)}));
    auto const stays =
        quantified(Operator::ForAll, variables, make(Operator::LessOrEqual, boolean(), {of_next(rank), rank}));
    auto const while_pending = [&](Tree const& tree) { return implies(Term<bool>(pending), Term<bool>(tree)).tree(); };
    add({PropertyKind::Safety, name + "_possible", text + ": some step towards it is always possible",
         while_pending(disjunction(possible))});
    add({PropertyKind::Step, name + "_nearer", text + ": each such step brings it nearer",
         while_pending(quantified(Operator::Exists, variables, falls)), others});
    add({PropertyKind::Step, name + "_not_farther", text + ": no step takes it farther away", while_pending(stays)});
}

// A number never leaves its sort: what a formula adds or takes away is a requirement like any other.
void Model::add_ranges() {
    for (auto const& symbol : symbols_) {
        if (symbol->rigid || symbol->result->kind != Kind::Number) continue;
        add({PropertyKind::Auxiliary, symbol->name + "_in_range", symbol->name + " stays in its sort",
             in_sort(*symbol)});
    }
}

// Functions of another model have the same names, perhaps, and mean something else.
void Model::need_own_functions() const {
    auto const own = [&](std::string const& where, Tree const& tree) {
        for_each_application(tree, [&](Node const& node) {
            need(node.symbol->index < symbols_.size() && symbols_[node.symbol->index].get() == node.symbol,
                 fmt::format("{} speaks of {}, which is another model's", where, node.symbol->name));
        });
    };
    for (auto const& each : axioms_)
        own(each.id, each.formula);
    for (auto const& each : properties_)
        own(each.name, each.formula);
    for (auto const& each : covers_)
        own(each.name, each.formula);
    for (auto const& act : actions_) {
        own(act.name(), act.guard());
        for (auto const& update : act.updates()) {
            own(act.name(), apply(*update.symbol, update.formals));
            own(act.name(), update.value);
        }
    }
}

void Model::finish() {
    add_ranges();
    need_own_functions();
    for (auto const& symbol : symbols_) {
        need(is_identifier(symbol->name), "not an identifier: " + symbol->name);
        need(symbol->rigid || initial_.contains(symbol.get()), symbol->name + " has no initial value");
    }
    for (auto const& property : properties_)
        for (auto const& free : property.except)
            (void)action(free);
    need(!instances_.empty(), "no instance to look at");
    for (auto const& sizes : instances_)
        for (auto const* sort : sorts_)
            need(sizes.contains(sort) && sizes.at(sort) > 0, "an instance does not say the size of " + sort->name);
    need(!covers_.empty(), "no cover: nothing shows that the model can do anything");
}

} // namespace redoubt::tsl
