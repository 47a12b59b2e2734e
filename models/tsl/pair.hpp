// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <map>
#include <set>
#include <string>

// Two copies of a system, side by side, for what no single run can show: that somebody cannot tell one run from another.
// A function x of the system becomes left_x and right_x. What somebody does and sees, both copies do together, with the
// same arguments; all else either copy does alone. Secrecy is then a property like any other: as long as nothing has
// become public, what he can see is equal in both, and what he can do in one he can do in the other.
namespace redoubt::tsl {

class Pair : public Model {
public:
    [[nodiscard]] bool is_copy() const override { return true; }

protected:
    // Adds the functions, the axioms, the actions and the instances of the system, and its invariants as auxiliary ones.
    // `together` names actions. Rigid functions are the same in both copies, but those that are `secret`. Throws
    // std::logic_error when a name is none.
    Pair(std::string id, std::string name, std::string title, Model const& system, std::set<std::string> together,
         std::set<std::string> const& secret);

    template <class Signature>
    [[nodiscard]] Function<Signature> left(Function<Signature> const& function) const {
        return Function<Signature>(left_.at(&function.symbol()));
    }
    template <class Signature>
    [[nodiscard]] Function<Signature> right(Function<Signature> const& function) const {
        return Function<Signature>(right_.at(&function.symbol()));
    }
    template <SortType S>
    [[nodiscard]] Term<S> left(Term<S> const& term) const {
        return Term<S>(in(left_, term.tree()));
    }
    template <SortType S>
    [[nodiscard]] Term<S> right(Term<S> const& term) const {
        return Term<S>(in(right_, term.tree()));
    }

    // Everywhere it has the same value in both copies.
    template <class Signature>
    [[nodiscard]] Term<bool> agree(Function<Signature> const& function) const {
        return agree(function.symbol());
    }
    // With any arguments, it is possible in both copies or in none: for an action of the system.
    [[nodiscard]] Term<bool> possible_alike(std::string const& action) const;

private:
    using Copy = std::map<Symbol const*, std::shared_ptr<Symbol const>>;

    [[nodiscard]] static Tree in(Copy const& copy, Tree const& tree);
    [[nodiscard]] static Update in(Copy const& copy, Update const& update);
    [[nodiscard]] Term<bool> agree(Symbol const& symbol) const;
    void add_symbols(std::set<std::string> const& secret);
    void add_actions(std::set<std::string> const& together);
    static void fill(Action& act, Action const& from, Copy const& copy, std::string const& prefix);

    Model system_; // keeps its functions alive
    Copy left_;
    Copy right_;
};

} // namespace redoubt::tsl
