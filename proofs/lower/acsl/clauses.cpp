// SPDX-License-Identifier: Apache-2.0
// Contracts, loop annotations and assertions.
#include <algorithm>
#include <set>

#include "proofs/lower/acsl/parser.hpp"
#include "proofs/lower/path_end.hpp"

namespace redoubt::lower {

void Parser::clause_names() {
    while (at_clause_name(0)) {
        if (current().text == path_end)
            report_.reject(place(current()), Rule::ReservedName, "the name '" + current().text + "'");
        result_.clause_names.push_back(current().text);
        take();
        take();
    }
}

void Parser::predicate_clause() {
    clause_names();
    expression();
    expect(";");
}

void Parser::assigns_clause(bool outside_behaviours) {
    clause_names();
    bool const nothing = at("\\nothing") && ahead(1).text == ";";
    expression();
    while (take_if(","))
        expression();
    if (take_if("\\from")) {
        expression();
        while (take_if(","))
            expression();
    }
    expect(";");
    if (!outside_behaviours) return;
    result_.assigns_nothing = nothing && !result_.assigns;
    result_.assigns = true;
}

void Parser::behaviour_list() {
    do {
        auto const name = current();
        expect_name("a behaviour");
        if (std::find(scope_.behaviours.begin(), scope_.behaviours.end(), name.text) == scope_.behaviours.end()) {
            report_.reject(place(name), Rule::AnnotationName, "the function has no behaviour '" + name.text + "'");
        }
    } while (take_if(","));
}

void Parser::contract_clauses(bool nested) {
    static std::set<std::string> const kPlain{"requires", "assumes"};
    bool in_behaviour = false;
    while (!at_end() && !(nested && at("@/"))) {
        auto const head = current().text;
        if (head == "ensures") {
            take();
            result_allowed_ = true;
            predicate_clause();
            result_allowed_ = false;
        } else if (kPlain.count(head)) {
            take();
            predicate_clause();
        } else if (head == "assigns") {
            take();
            result_allowed_ = true;
            assigns_clause(!in_behaviour);
            result_allowed_ = false;
        } else if (head == "behavior") {
            take();
            in_behaviour = true;
            result_.clause_names.push_back(current().text);
            auto const name = expect_name("a behaviour's name");
            scope_.behaviours.push_back(name);
            result_.behaviours.push_back(name);
            expect(":");
        } else if (head == "complete" || head == "disjoint") {
            take();
            expect("behaviors");
            if (!at(";")) behaviour_list();
            expect(";");
        } else {
            fail("'" + head + "' starts no clause of a contract");
        }
    }
}

void Parser::for_behaviours() {
    if (!take_if("for")) return;
    behaviour_list();
    expect(":");
}

void Parser::loop_clauses(bool nested) {
    while (!at_end() && !(nested && at("@/"))) {
        for_behaviours();
        expect("loop");
        if (take_if("invariant")) {
            predicate_clause();
            result_.invariant = true;
        } else if (take_if("assigns")) {
            assigns_clause(true);
        } else if (take_if("variant")) {
            expression();
            expect(";");
            result_.variant = true;
        } else {
            fail("'loop " + current().text + "' is no loop clause of the supported part");
        }
    }
}

void Parser::assertion_clause() {
    for_behaviours();
    if (!at("assert") && !at("check") && !at("admit")) fail("'" + current().text + "' starts no assertion");
    result_.kind = current().text;
    take();
    predicate_clause();
}

} // namespace redoubt::lower
