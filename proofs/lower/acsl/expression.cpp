// SPDX-License-Identifier: Apache-2.0
// Terms and predicates. Binders hold to the end of the expression that they stand in, as in ACSL.
#include <set>

#include "proofs/lower/acsl/parser.hpp"

namespace redoubt::lower {

namespace {

std::set<std::string> const kBinary{"<==>", "==>", "||", "&&", "^^", "==", "!=", "<", ">", "<=",  ">=",   "<<",
                                    ">>",   "+",   "-",  "*",  "/",  "%",  "&",  "|", "^", "-->", "<-->", "\\in"};
std::set<std::string> const kPrefix{"!", "~", "-", "+", "*", "&"};

} // namespace

bool Parser::at_clause_name(unsigned open_choices) const {
    return open_choices == 0 && at_plain_name() && ahead(1).text == ":" && ahead(1).kind == TokenKind::Punctuation;
}

void Parser::expression() {
    Scope::Frame const frame(scope_);
    for (unsigned open_choices = 0;;) {
        operand(open_choices);
        if (take_if("?")) {
            ++open_choices;
        } else if (open_choices > 0 && take_if(":")) {
            --open_choices;
        } else if (take_if("..")) {
            if (at("]") || at(")")) return;
        } else if (kBinary.count(current().text)) {
            take();
        } else {
            if (open_choices > 0) fail("':' is expected here");
            return;
        }
    }
}

void Parser::operand(unsigned open_choices) {
    prefixes(open_choices);
    callable_ = false;
    if (at("..")) return; // a range without a lower end
    primary();
    postfixes();
}

void Parser::prefixes(unsigned open_choices) {
    for (;;) {
        if (at_clause_name(open_choices)) {
            take();
            take();
        } else if (kPrefix.count(current().text)) {
            if (elide_address_of()) return;
            take();
        } else if (at("\\forall") || at("\\exists") || at("\\lambda")) {
            take();
            binders();
            expect(";");
        } else if (at("\\let")) {
            take();
            auto const name = current();
            expect_name("a name to bind");
            expect("=");
            expression();
            expect(";");
            bind(name);
        } else if (auto const end = at("(") ? type_end(at_ + 1) : 0; end > at_ + 1 && tokens_[end].text == ")") {
            take();
            type();
            take();
        } else {
            return;
        }
    }
}

void Parser::primary() {
    if (take_if("(")) {
        expression();
        expect(")");
    } else if (at("{")) {
        braces();
    } else if (at("sizeof")) {
        size_of();
    } else if (current().kind == TokenKind::Builtin) {
        builtin();
    } else if (current().kind == TokenKind::Identifier) {
        identifier();
    } else if (current().kind == TokenKind::Number) {
        take();
    } else if (current().kind == TokenKind::Text) {
        bool const is_character = current().text.starts_with("'") && current().text.find('/') == std::string::npos;
        if (!is_character) fail("text is not in the supported part of ACSL"); // nor may it end the C comment
        take();
    } else {
        fail(at_end() ? "the annotation ends where a term is expected"
                      : "a term is expected before '" + current().text + "'");
    }
}

void Parser::size_of() {
    take();
    expect("(");
    if (type_end(at_) > at_)
        type();
    else
        expression();
    expect(")");
}

void Parser::comma_list(char const* close) {
    if (at(close)) return;
    do
        expression();
    while (take_if(","));
}

void Parser::braces() { // a set, a comprehension { term | binders ; condition }, or a record update { r \with .f = v }
    Scope::Frame const frame(scope_);
    std::size_t bar = 0;
    int depth = 0;
    for (auto i = at_; tokens_[i].kind != TokenKind::End; ++i) {
        auto const& text = tokens_[i].text;
        if (text == "{" || text == "(" || text == "[") ++depth;
        if (text == "}" || text == ")" || text == "]") --depth;
        if (depth == 0) break;
        if (depth == 1 && text == "|" && type_end(i + 1) > i + 1) bar = i;
    }
    if (bar) fail("a set comprehension is not in the supported part: use \\forall");
    take();
    if (take_if("}")) return;
    expression();
    if (take_if("\\with")) {
        do {
            field();
            while (at("[") || at("."))
                postfixes();
            expect("=");
            expression();
        } while (take_if(","));
    } else {
        while (take_if(","))
            expression();
    }
    expect("}");
}

void Parser::postfixes() {
    for (;;) {
        if (take_if("[")) {
            expression();
            expect("]");
            callable_ = false;
        } else if (at("(")) {
            if (!callable_) fail("what stands before '(' cannot be called");
            take();
            comma_list(")");
            expect(")");
            callable_ = false;
        } else if (at(".") || at("->")) {
            field();
            callable_ = false;
        } else if (in_ghost_ && (at("++") || at("--"))) {
            take();
        } else {
            return;
        }
    }
}

} // namespace redoubt::lower
