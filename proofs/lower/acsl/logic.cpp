// SPDX-License-Identifier: Apache-2.0
// Logic declarations. Their names are scoped like C++ names and get C names like them.
#include "proofs/lower/acsl/parser.hpp"

namespace redoubt::lower {

std::string Parser::logic_name(Meaning meaning) {
    auto const token = current();
    if (!at_plain_name()) fail("the name to declare is expected here, unqualified");
    auto const c_name = scope_.add_logic(token.text, meaning, place(token));
    take_as(c_name.empty() ? token.text : c_name);
    return token.text;
}

std::string Parser::logic_head(Meaning meaning) {
    auto const name = logic_name(meaning);
    labels_declared();
    if (take_if("(")) {
        binders();
        expect(")");
    }
    return scope_.find(name, annotation_.begin).text;
}

void Parser::definition(std::string const& name, bool in_axiomatic) {
    if (take_if("=")) {
        defining_ = name;
        expression();
        defining_.clear();
    } else if (take_if("reads")) {
        comma_list(";");
    } else if (!in_axiomatic) {
        fail("'=' and a definition are expected here");
    }
    expect(";");
}

void Parser::proposition() {
    result_.clause_names.push_back(current().text);
    logic_name(Meaning::Space); // takes its place among the names, but is no term
    labels_declared();
    expect(":");
    expression();
    expect(";");
}

void Parser::inductive() {
    logic_head(Meaning::Logic);
    expect("{");
    while (take_if("case")) {
        Scope::Frame const frame(scope_);
        proposition();
    }
    expect("}");
}

void Parser::axiomatic() {
    logic_name(Meaning::Space);
    expect("{");
    while (!at("}"))
        logic_declaration(true);
    expect("}");
}

void Parser::logic_declaration(bool in_axiomatic) {
    Scope::Frame const frame(scope_);
    if (take_if("predicate")) {
        definition(logic_head(Meaning::Logic), in_axiomatic);
    } else if (take_if("logic")) {
        type();
        definition(logic_head(Meaning::Logic), in_axiomatic);
    } else if (take_if("lemma")) {
        proposition();
    } else if (take_if("inductive")) {
        inductive();
    } else if (!in_axiomatic && take_if("axiomatic")) {
        axiomatic();
    } else if (in_axiomatic && take_if("axiom")) {
        proposition();
    } else if (in_axiomatic && take_if("type")) {
        logic_name(Meaning::LogicType);
        expect(";");
    } else {
        fail("'" + current().text + "' starts no logic declaration of the supported part");
    }
}

} // namespace redoubt::lower
