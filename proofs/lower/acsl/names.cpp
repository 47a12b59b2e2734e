// SPDX-License-Identifier: Apache-2.0
// Names inside terms: C++ names, members, built-ins and labels.
#include <set>

#include "proofs/lower/acsl/parser.hpp"

namespace redoubt::lower {

namespace {

std::set<std::string> const kBuiltins{
    "\\old",    "\\valid",       "\\valid_read",   "\\separated",   "\\nothing",   "\\null",    "\\true",
    "\\false",  "\\sum",         "\\product",      "\\min",         "\\max",       "\\abs",     "\\numof",
    "\\offset", "\\base_addr",   "\\block_length", "\\initialized", "\\dangling",  "\\union",   "\\inter",
    "\\subset", "\\empty",       "\\length",       "\\nth",         "\\concat",    "\\Nil",     "\\Cons",
    "\\pow",    "\\exit_status", "\\from",         "\\fresh",       "\\allocable", "\\freeable"};

bool is_limit(std::string const& name) { // the macros of <stdint.h> that C++ and C agree on
    return (name.starts_with("UINT") || name.starts_with("INT") || name.starts_with("SIZE_")) &&
           (name.ends_with("_MAX") || name.ends_with("_MIN"));
}

} // namespace

// The address of a reference is the pointer that it lowers to.
bool Parser::elide_address_of() {
    if (!at("&") || ahead(1).kind != TokenKind::Identifier) return false;
    auto const& after = ahead(2).text;
    if (after == "." || after == "->" || after == "[" || after == "(") return false;
    if (scope_.find(ahead(1).text, annotation_.begin).meaning != Meaning::Reference) return false;
    out_ += current().before;
    ++at_;
    tokens_[at_].kind = TokenKind::Number; // an operand that is complete as it stands
    return true;
}

void Parser::at_label() {
    take();
    expect("(");
    expression();
    expect(",");
    auto const label = current();
    auto const name = expect_name("a label");
    if (!scope_.knows_label(name)) reject_name(label, "'" + name + "' is no label here");
    expect(")");
}

void Parser::builtin() {
    auto const token = current();
    if (token.text == "\\at") return at_label();
    if (token.text == "\\result") {
        if (!result_allowed_) fail("\\result stands in ensures and assigns only");
    } else if (!kBuiltins.count(token.text)) {
        reject_name(token, "'" + token.text + "' is not in the supported part of ACSL");
    }
    take();
    if (at("{")) labels_used();
    callable_ = true;
}

void Parser::field() {
    take();
    if (!at_plain_name()) fail("a member's name is expected here");
    if (!scope_.is_some_field(current().text))
        reject_name(current(), "no class here has a data member '" + current().text + "'");
    take();
}

void Parser::identifier() {
    auto const token = current();
    if (token.text == "true") return take_as("1");
    if (token.text == "false") return take_as("0");
    if (token.text == "nullptr") return take_as(in_ghost_ ? "((void*)0)" : "\\null");
    if (token.text == "this") {
        if (!scope_.has_object()) reject_name(token, "there is no 'this' here");
        return take_as("self");
    }
    auto const found = scope_.find(token.text, annotation_.begin);
    switch (found.meaning) {
    case Meaning::Reference:
        if (ahead(1).text == ".") { // r.f is r->f
            take();
            take_as("->");
            if (!at_plain_name()) fail("a member's name is expected here");
            if (!scope_.is_some_field(current().text))
                reject_name(current(), "no class here has a data member '" + current().text + "'");
            return take();
        }
        return take_as(ahead(1).text == "[" || ahead(1).text == "->" ? "(*" + found.text + ")" : "*" + found.text);
    case Meaning::Logic:
        // The provers take a definition for an axiom, and f(x) = f(x) + 1 is one that proves everything.
        if (found.text == defining_) fail("'" + token.text + "' is defined by itself: use an inductive predicate");
        take_as(found.text);
        if (at("{")) labels_used();
        callable_ = true;
        return;
    case Meaning::Value:
    case Meaning::Member:
    case Meaning::Constant: return take_as(found.text);
    case Meaning::GhostFunction:
        if (in_ghost_) {
            callable_ = true;
            return take_as(found.text);
        }
        [[fallthrough]];
    case Meaning::Function:
        reject_name(token, "'" + token.text + "' is a function, which an annotation cannot call");
        return take();
    case Meaning::Ambiguous: reject_name(token, "'" + token.text + "' is ambiguous here"); return take();
    case Meaning::StaticMember:
        reject_name(token, "'" + token.text + "' is a data member, and there is no object here");
        return take();
    case Meaning::Type:
    case Meaning::LogicType:
    case Meaning::Space: reject_name(token, "'" + token.text + "' is a type or namespace, not a term"); return take();
    case Meaning::Unknown:
        if (!is_limit(token.text)) reject_name(token, "'" + token.text + "' is not declared here");
        return take();
    }
}

} // namespace redoubt::lower
