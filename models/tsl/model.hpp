// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/language.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

// A transition system: functions of the state, the initial states, guarded actions, and what must hold. A model is a
// class derived from Model, whose members are its functions and whose constructor says the rest.
namespace redoubt::tsl {

struct Guard {
    std::string label; // unlike the action's others
    Tree condition;
};

// After the action, the symbol at `formals` is `value`, which speaks of the state before it.
struct Update {
    Symbol const* symbol;
    std::vector<Tree> formals; // variables
    Tree value;
};

// Who does it, and to whom: the participants of a sequence diagram.
struct Parties {
    std::string from;
    std::string to;
};

class Action {
public:
    Action(std::string name, Parties parties) : name_(std::move(name)), parties_(std::move(parties)) {}

    Action& when(std::string label, Term<bool> const& condition);

    // At one place: all others stay as they are.
    template <SortType S>
    Action& set(Term<S> const& place, std::type_identity_t<Term<S>> const& value) {
        set_tree(place.tree(), value.tree());
        return *this;
    }

    // Everywhere: `value` is a function of the function's arguments.
    template <SortType Result, SortType... Arguments, class Value>
    Action& set_all(Function<Result(Arguments...)> const& function, Value const& value) {
        auto const [formals, term] = detail::Signature<Value>::with_variables(value);
        replace(function.symbol(), formals, Term<Result>(term).tree());
        return *this;
    }

    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] Parties const& parties() const { return parties_; }
    [[nodiscard]] std::vector<Tree> const& parameters() const { return parameters_; }
    [[nodiscard]] std::vector<Guard> const& guards() const { return guards_; }
    [[nodiscard]] std::vector<Update> const& updates() const { return updates_; }
    [[nodiscard]] Update const* update_of(Symbol const& symbol) const; // null: it stays as it is
    [[nodiscard]] Tree guard() const;                                  // all of them

    // That it can be taken: with these arguments, and with some. Its parameters may be free in the same formula, so the
    // latter has variables of its own.
    [[nodiscard]] Tree possible(std::vector<Tree> const& arguments) const;
    [[nodiscard]] Tree possible() const;
    [[nodiscard]] std::vector<Tree> own_variables() const; // new ones, of its parameters' sorts

private:
    friend class Model;
    friend class Pair;
    void set_tree(Tree const& place, Tree const& value);
    void replace(Symbol const& symbol, std::vector<Tree> const& formals, Tree const& value);
    Update& updated(Symbol const& symbol);

    std::string name_;
    Parties parties_;
    std::vector<Tree> parameters_;
    std::vector<Guard> guards_;
    std::vector<Update> updates_;
};

enum class PropertyKind : std::uint8_t {
    Safety,    // a requirement on every state
    Auxiliary, // holds in every state, and is there for the proof
    Step       // a requirement on every step, of the states before and after it
};

struct Property {
    PropertyKind kind;
    std::string name; // an identifier
    std::string text; // what it means; for a requirement with its id in front
    Tree formula;
    std::set<std::string> except = {}; // Step: actions that are free of it

    [[nodiscard]] bool concerns(Action const& action) const { return !except.contains(action.name()); }
};

struct Cover { // some state must be like that, or the model says less than it seems to
    std::string name;
    Tree formula;
};

struct Axiom {        // about rigid functions
    std::string id;   // in proofs/assumptions.md
    std::string text; // why it may be assumed
    Tree formula;
};

// Of abstract sorts, how many values; of number sorts, how many, the last one is one less.
using Sizes = std::map<Sort const*, std::int64_t>;

template <SortType S>
std::pair<Sort const* const, std::int64_t> size(std::int64_t count) {
    return {&sort<S>(), count};
}

class Model {
public:
    virtual ~Model() = default;
    Model(Model const&) = default;
    [[nodiscard]] std::string const& id() const { return id_; }     // M1
    [[nodiscard]] std::string const& name() const { return name_; } // pe_lifecycle
    [[nodiscard]] std::string const& title() const { return title_; }
    [[nodiscard]] std::vector<std::shared_ptr<Symbol const>> const& symbols() const { return symbols_; }
    [[nodiscard]] std::vector<Sort const*> const& sorts() const { return sorts_; } // those with a size
    [[nodiscard]] std::vector<Action> const& actions() const { return actions_; }
    [[nodiscard]] std::vector<Property> const& properties() const { return properties_; }
    [[nodiscard]] std::vector<Cover> const& covers() const { return covers_; }
    [[nodiscard]] std::vector<Axiom> const& axioms() const { return axioms_; }
    [[nodiscard]] std::vector<Sizes> const& instances() const { return instances_; } // the smallest first
    [[nodiscard]] Update const& initial(Symbol const& symbol) const;                 // not for rigid ones
    [[nodiscard]] Action const& action(std::string const& name) const;               // throws std::runtime_error
    [[nodiscard]] Property const& property(std::string const& name) const;           // throws std::runtime_error

    // What to ask an engine: all properties, or all but those that are there for the proof.
    [[nodiscard]] std::vector<Property const*> all_properties() const;
    [[nodiscard]] std::vector<Property const*> required_properties() const;

    // Whether its actions are those of another model, as of two copies of it: then their guards are looked at there.
    [[nodiscard]] virtual bool is_copy() const { return false; }

    // The same model, but that an action does not look at one of its guards.
    [[nodiscard]] Model without_guard(std::size_t action, std::size_t guard) const;

protected:
    Model(std::string id, std::string name, std::string title)
        : id_(std::move(id)), name_(std::move(name)), title_(std::move(title)) {}

    template <class Signature>
    Function<Signature> state(std::string name) {
        return declare<Signature>(std::move(name), false);
    }
    template <class Signature>
    Function<Signature> rigid(std::string name) {
        return declare<Signature>(std::move(name), true);
    }

    template <SortType Result, SortType... Arguments>
    void initially(Function<Result(Arguments...)> const& function, std::type_identity_t<Term<Result>> const& value) {
        set_initial({&function.symbol(), {variable(sort<Arguments>())...}, value.tree()});
    }
    template <SortType Result, SortType... Arguments, class Value>
        requires std::invocable<Value, Term<Arguments>...>
    void initially(Function<Result(Arguments...)> const& function, Value const& value) {
        auto const [formals, term] = detail::Signature<Value>::with_variables(value);
        set_initial({&function.symbol(), formals, Term<Result>(term).tree()});
    }

    // `body` takes the action and its parameters: [&](Action& act, Term<Cpu> cpu) { act.when(…).set(…); }
    template <class Body>
    void action(std::string name, Parties parties, Body const& body) {
        Action act(std::move(name), std::move(parties));
        fill(act, body, &Body::operator());
        add(std::move(act));
    }

    void safety(std::string name, std::string text, Term<bool> const& formula);
    void auxiliary(std::string name, std::string text, Term<bool> const& formula);
    void step(std::string name, std::string text, Term<bool> const& formula, std::set<std::string> except = {});
    void cover(std::string name, Term<bool> const& formula);
    void axiom(std::string id, std::string text, Term<bool> const& formula);
    void instance(Sizes sizes) { instances_.push_back(std::move(sizes)); }

    // As long as `pending` holds, some action of `owed` can be taken, and each time one is, the rank of some value of a
    // sort falls and no rank rises; nor does any other action make one rise. So with n values of that sort and ranks of
    // at most r, `pending` is over after n * r actions that are owed. Adds a safety property and a step property for
    // each half.
    template <class Rank>
    void progress(std::string const& name, std::string const& text, Term<bool> const& pending,
                  std::set<std::string> const& owed, Rank const& rank) {
        auto const [variables, term] = detail::Signature<Rank>::with_variables(rank);
        add_progress(name, text, pending.tree(), owed, variables, term.tree());
    }

    // Throws std::logic_error if something is missing or inconsistent: called at the end of a model's constructor.
    void finish();

private:
    friend class Pair;

    template <class Signature>
    Function<Signature> declare(std::string name, bool is_rigid) {
        return declare_as(static_cast<Signature*>(nullptr), std::move(name), is_rigid);
    }
    template <SortType Result, SortType... Arguments>
    Function<Result(Arguments...)> declare_as(Result (*)(Arguments...), std::string name, bool is_rigid) {
        return Function<Result(Arguments...)>(
            add_symbol({std::move(name), {&sort<Arguments>()...}, &sort<Result>(), is_rigid, symbols_.size()}));
    }
    template <class Body, SortType... Parameters>
    static void fill(Action& act, Body const& body, void (Body::*)(Action&, Term<Parameters>...) const) {
        act.parameters_ = {variable(sort<Parameters>())...};
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            body(act, Term<Parameters>(act.parameters_[I])...);
        }(std::index_sequence_for<Parameters...>{});
    }
    std::shared_ptr<Symbol const> add_symbol(Symbol symbol);
    void set_initial(Update update);
    void add(Action act);
    void add(Property property);
    void add_progress(std::string const& name, std::string const& text, Tree const& pending,
                      std::set<std::string> const& owed, std::vector<Tree> const& variables, Tree const& rank);
    void add_ranges();
    void need_own_functions() const;

    std::string id_;
    std::string name_;
    std::string title_;
    std::vector<std::shared_ptr<Symbol const>> symbols_;
    std::vector<Sort const*> sorts_;
    std::map<Symbol const*, Update> initial_;
    std::vector<Action> actions_;
    std::vector<Property> properties_;
    std::vector<Cover> covers_;
    std::vector<Axiom> axioms_;
    std::vector<Sizes> instances_;
};

} // namespace redoubt::tsl
