// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/acsl/parser.hpp"

namespace redoubt::lower {

Parser::Parser(Annotation const& annotation, Scope& scope, Report& report)
    : annotation_(annotation), scope_(scope), report_(report), tokens_(lex_annotation(annotation.comment)) {}

template <typename Body>
Resolved Parser::whole(std::string kind, Body body) {
    result_.kind = std::move(kind);
    try {
        body();
        if (!at_end()) fail("'" + current().text + "' is not expected here");
    } catch (Malformed const& error) {
        result_.malformed = true;
        report_.reject(annotation_.begin.getLocWithOffset(static_cast<int>(error.offset)), Rule::AnnotationSyntax,
                       error.what);
    }
    result_.text = "/*@" + out_ + current().before + (annotation_.comment.starts_with("//") ? " */" : "*/");
    return std::move(result_);
}

Resolved Parser::contract() {
    return whole("contract", [&] { contract_clauses(false); });
}

Resolved Parser::loop() {
    return whole("loop", [&] { loop_clauses(false); });
}

Resolved Parser::assertion() {
    return whole("assert", [&] { assertion_clause(); });
}

Resolved Parser::logic() {
    return whole("logic", [&] {
        while (!at_end())
            logic_declaration(false);
    });
}

Resolved Parser::ghost_statements() {
    return whole("ghost", [&] {
        take();
        in_ghost_ = true;
        if (at_end()) fail("ghost code is expected here");
        while (!at_end())
            ghost_statement();
    });
}

Resolved Parser::ghost_globals() {
    return whole("ghost-global", [&] {
        take();
        in_ghost_ = true;
        if (at_end()) fail("ghost code is expected here");
        while (!at_end())
            ghost_declaration(true);
    });
}

Resolved Parser::ghost_parameters() {
    return whole("ghost-parameters", [&] {
        take();
        expect("(");
        in_ghost_ = true;
        binders();
        expect(")");
    });
}

Resolved Parser::ghost_arguments() {
    return whole("ghost-arguments", [&] {
        take();
        expect("(");
        in_ghost_ = true;
        comma_list(")");
        expect(")");
    });
}

bool Parser::at_plain_name() const {
    return current().kind == TokenKind::Identifier && current().text.find("::") == std::string::npos;
}

void Parser::take_as(std::string const& text) {
    // A division by what a reference lowers to must not begin a comment.
    bool const comment = current().before.empty() && out_.ends_with('/') && text.starts_with('*');
    out_ += current().before + (comment ? " " : "") + text;
    ++at_;
}

void Parser::take() {
    if (at_end()) fail("the annotation ends too early");
    take_as(current().text);
}

bool Parser::take_if(char const* text) {
    if (!at(text)) return false;
    take();
    return true;
}

void Parser::expect(char const* text) {
    if (!take_if(text)) fail(std::string("'") + text + "' is expected here");
}

std::string Parser::expect_name(char const* what) {
    if (!at_plain_name()) fail(std::string(what) + " is expected here");
    auto name = current().text;
    take();
    return name;
}

void Parser::fail(std::string const& what) const {
    throw Malformed{current().offset, what};
}

clang::SourceLocation Parser::place(Token const& token) const {
    return annotation_.begin.getLocWithOffset(static_cast<int>(token.offset));
}

void Parser::reject_name(Token const& token, std::string const& what) {
    callable_ = true; // what follows is not judged as well
    auto const near = scope_.nearest(token.text, annotation_.begin);
    report_.reject(place(token), Rule::AnnotationName, what + (near.empty() ? "" : " (did you mean '" + near + "'?)"));
}

void Parser::bind(Token const& name) {
    if (Names::is_reserved(name.text, true))
        report_.reject(place(name), Rule::ReservedName, "the name '" + name.text + "'");
    if (scope_.would_hide(name.text)) {
        report_.reject(place(name), Rule::AnnotationShadow,
                       "'" + name.text + "' hides a member, parameter, local or bound name");
    }
    scope_.add_local(name.text, Meaning::Value);
}

} // namespace redoubt::lower
