// SPDX-License-Identifier: Apache-2.0
// Ghost code: C statements and declarations that only the prover sees.
#include <set>

#include "proofs/lower/acsl/parser.hpp"

namespace redoubt::lower {

namespace {
std::set<std::string> const kAssignments{"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="};
} // namespace

void Parser::ghost_nested() { // an annotation in ghost code: /@ ... @/
    expect("/@");
    auto const kind = annotation_kind("//@" + current().text);
    if (kind == AnnotationKind::Loop) return ghost_loop();
    if (kind == AnnotationKind::Assertion)
        assertion_clause();
    else
        fail("'" + current().text + "' starts no annotation of a ghost statement");
    expect("@/");
}

// A ghost loop that does not end would prove all that follows it, so it has a variant like any loop.
void Parser::ghost_loop() {
    auto const outer = result_;
    result_.variant = result_.assigns = false;
    auto const begin = at_;
    while (!at_end() && !at("@/"))
        ++at_;
    auto const head = std::min(at_ + 1, tokens_.size() - 1);
    at_ = begin;
    {
        Scope::Frame const frame(scope_);
        auto const variable = tokens_[head].text == "for" ? type_end(std::min(head + 2, tokens_.size() - 1)) : 0;
        if (variable > head + 2)
            scope_.add_local(tokens_[variable].text, Meaning::Value); // declared after its annotation
        loop_clauses(true);
    }
    expect("@/");
    if (!result_.variant || !result_.assigns) fail("a ghost loop has loop assigns and loop variant");
    result_ = outer;
    Scope::Frame const frame(scope_);
    if (take_if("for")) return ghost_for();
    expect("while");
    expect("(");
    expression();
    expect(")");
    ghost_statement();
}

void Parser::ghost_block() {
    Scope::Frame const frame(scope_);
    expect("{");
    while (!at("}"))
        ghost_statement();
    expect("}");
}

void Parser::ghost_simple() {
    if (at("++") || at("--")) take();
    expression();
    if (kAssignments.count(current().text)) {
        take();
        expression();
    }
}

void Parser::ghost_for() {
    expect("(");
    if (type_end(at_) > at_)
        ghost_declaration(false);
    else
        ghost_simple(), expect(";");
    expression();
    expect(";");
    ghost_simple();
    expect(")");
    ghost_statement();
}

void Parser::ghost_statement() {
    if (at("{")) return ghost_block();
    if (at("/@")) return ghost_nested();
    if (take_if(";")) return;
    if (at_plain_name() && ahead(1).text == ":") {
        scope_.add_label(current().text);
        take();
        take();
        return ghost_statement();
    }
    if (at("for") || at("while"))
        fail("a ghost loop has its annotation before it: /@ loop assigns ...; loop variant ...; @/");
    if (take_if("if")) {
        expect("(");
        expression();
        expect(")");
        ghost_statement();
        if (take_if("else")) ghost_statement();
        return;
    }
    if (at("return")) {
        if (!in_ghost_function_) fail("ghost code cannot return from the function");
        take();
        if (!at(";")) expression();
        return expect(";");
    }
    if (type_end(at_) > at_) return ghost_declaration(false);
    ghost_simple();
    expect(";");
}

void Parser::ghost_declaration(bool global) {
    if (global) {
        auto const function = at("/@") ? true : tokens_[std::min(type_end(at_) + 1, tokens_.size() - 1)].text == "(";
        if (function) return ghost_function();
    }
    auto const type_token = current().text;
    if (type_token == "integer" || type_token == "real" || type_token == "boolean") {
        fail("a ghost variable has a C type: Frama-C takes no logic type here");
    }
    type();
    if (global) {
        logic_name(Meaning::Value);
    } else {
        auto const name = current();
        expect_name("the ghost variable's name");
        bind(name);
    }
    if (take_if("[")) {
        expression();
        expect("]");
    }
    if (take_if("=")) expression();
    expect(";");
}

// A ghost function, with its contract before it. The contract speaks of parameters that come after it, so these are
// read first.
void Parser::ghost_function() {
    auto const begin = at_;
    auto const kept = out_;
    std::size_t body = 0;
    Scope::Frame const frame(scope_);
    if (at("/@")) {
        while (!at_end() && !at("@/"))
            ++at_;
        expect("@/");
    } else {
        fail("a ghost function has a contract: /@ requires ...; assigns ...; @/ before it");
    }
    type();
    auto const name = current();
    auto const c_name = scope_.add_logic(name.text, Meaning::Space, place(name)); // no call inside: no recursion
    expect_name("the ghost function's name");
    expect("(");
    if (!at(")") && !take_if("void")) binders();
    body = at_;
    at_ = begin;
    out_ = kept;
    take();
    contract_clauses(true);
    if (!result_.assigns) fail("the ghost function's contract has no assigns");
    expect("@/");
    type();
    take_as(c_name);
    while (at_ < body) { // again, for the text alone
        auto const found = is_type_name(current()) ? scope_.find(current().text, annotation_.begin) : Found{};
        if (at("bool"))
            take_as("_Bool");
        else if (found.text.empty())
            take();
        else
            take_as(found.text);
    }
    expect(")");
    if (at(";")) fail("a ghost function has a body: without one, its contract would be taken for true");
    in_ghost_function_ = true;
    ghost_block();
    in_ghost_function_ = false;
    scope_.set_logic(name.text, Meaning::GhostFunction);
}

} // namespace redoubt::lower
