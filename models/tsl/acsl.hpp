// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

// What an action does, as ACSL predicates over the state of the code that does it: <Action>Guard says when it may be
// taken, <Action>Step{L, M} how the state at M follows from that at L. A contract that ends in these is a proof that the
// code refines the model.
namespace redoubt::tsl {

// In ACSL patterns, $0, $1 … are the arguments.
struct CodeSort {
    std::string variable;   // the name of a bound variable of it: "k"; "" for a sort of which the code sees one value
    std::string range = {}; // what a bound variable satisfies, $0 being it: "0 <= $0 < 15"
    std::vector<std::string> values = {}; // of an enumeration, in order: "Context::Os"
};

struct CodeAction {
    std::string action;
    std::string predicate;               // "Claim"
    std::string formals;                 // "Policy* p, Request* list, integer n"
    std::vector<std::string> arguments;  // of the action's parameters, in ACSL; "" for one that the code does not see
    std::set<Symbol const*> unseen = {}; // bound functions that this piece of code has no hand on
};

struct Binding {
    std::map<Symbol const*, std::string> functions; // that the code has: "Claimed(p, $0)"
    // Functions that the code does not have. Guards that speak of them are its callers' business, and named in a comment.
    std::set<Symbol const*> outside;
    std::map<Sort const*, CodeSort> sorts;
    std::vector<CodeAction> actions;
    std::string state;                // formals of <State>Same{L, M}, that nothing has changed: "Policy* p"
    std::string name_of_same;         // "SameGrants"
    std::string name_of_initial = {}; // of the predicate of initial states; "" if the code does not make one
};

// The predicates of all bound actions, lines of a class's or a namespace's annotation. Throws std::logic_error for a
// function that is neither bound nor outside, and for an update that speaks of what is outside.
[[nodiscard]] std::string as_acsl(Model const& model, Binding const& binding);

} // namespace redoubt::tsl
