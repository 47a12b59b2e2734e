// SPDX-License-Identifier: Apache-2.0
// Reads one annotation, checks its form, resolves its names, and gives the C text. The parts of the grammar are in
// expression.cpp (terms and predicates), types.cpp (types and binders), clauses.cpp, logic.cpp and ghost.cpp.
#pragma once

#include <string>
#include <vector>

#include "proofs/lower/acsl/annotation.hpp"
#include "proofs/lower/acsl/lexer.hpp"
#include "proofs/lower/acsl/scope.hpp"
#include "proofs/lower/report.hpp"

namespace redoubt::lower {

class Parser {
public:
    Parser(Annotation const& annotation, Scope& scope, Report& report);

    // The whole annotation. Errors are reported; what is returned then is of no use.
    Resolved contract();
    Resolved loop();
    Resolved assertion();
    Resolved logic();
    Resolved ghost_statements();
    Resolved ghost_globals();
    Resolved ghost_parameters();
    Resolved ghost_arguments();

private:
    struct Malformed {
        unsigned offset;
        std::string what;
    };

    // parser.cpp
    template <typename Body>
    Resolved whole(std::string kind, Body body);
    [[nodiscard]] Token const& current() const { return tokens_[at_]; }
    [[nodiscard]] Token const& ahead(std::size_t n) const { return tokens_[std::min(at_ + n, tokens_.size() - 1)]; }
    [[nodiscard]] bool at(char const* text) const {
        return current().text == text && current().kind != TokenKind::Text;
    }
    [[nodiscard]] bool at_end() const { return current().kind == TokenKind::End; }
    [[nodiscard]] bool at_plain_name() const;
    void take();                           // copies the token
    void take_as(std::string const& text); // puts `text` in its place
    bool take_if(char const* text);
    void expect(char const* text);
    std::string expect_name(char const* what);
    [[noreturn]] void fail(std::string const& what) const;
    [[nodiscard]] clang::SourceLocation place(Token const& token) const;
    void reject_name(Token const& token, std::string const& what);
    void bind(Token const& name); // a name bound by this annotation

    // types.cpp
    [[nodiscard]] std::size_t type_end(std::size_t from) const; // index after the type that starts there, or `from`
    [[nodiscard]] bool is_type_name(Token const& token) const;
    void type();
    void binders();
    void labels_declared();
    void labels_used();

    // expression.cpp
    void expression();
    void operand(unsigned open_choices);
    void prefixes(unsigned open_choices);
    void primary();
    void postfixes();
    void identifier();
    void builtin();
    void at_label();
    void size_of();
    void braces();
    void field();
    bool elide_address_of();
    void comma_list(char const* close);
    [[nodiscard]] bool at_clause_name(unsigned open_choices) const;

    // clauses.cpp
    void contract_clauses(bool nested);
    void loop_clauses(bool nested);
    void assertion_clause();
    void predicate_clause();
    void assigns_clause(bool outside_behaviours);
    void behaviour_list();
    void for_behaviours();
    void clause_names();

    // logic.cpp
    void logic_declaration(bool in_axiomatic);
    std::string logic_head(Meaning meaning); // the C name
    void definition(std::string const& name, bool in_axiomatic);
    void inductive();
    void axiomatic();
    void proposition();
    std::string logic_name(Meaning meaning);

    // ghost.cpp
    void ghost_statement();
    void ghost_block();
    void ghost_declaration(bool global);
    void ghost_function();
    void ghost_nested();
    void ghost_loop();
    void ghost_simple();
    void ghost_for();

    Annotation const& annotation_;
    Scope& scope_;
    Report& report_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::string out_;
    Resolved result_;
    std::string defining_;  // C name of the predicate or logic function whose definition is read
    bool callable_ = false; // the operand before this point is a logic function, predicate or ghost function
    bool in_ghost_ = false;
    bool in_ghost_function_ = false;
    bool result_allowed_ = false;
};

} // namespace redoubt::lower
