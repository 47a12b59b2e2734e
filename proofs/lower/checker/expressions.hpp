// SPDX-License-Identifier: Apache-2.0
// C text for C++ expressions. The parts are in expressions.cpp, casts.cpp, calls.cpp and initialisers.cpp.
#pragma once

#include <string>

#include "proofs/lower/checker/attach.hpp"
#include "proofs/lower/checker/unit.hpp"
#include "clang/AST/ExprCXX.h"

namespace redoubt::lower {

// Binding strength in C, so that parentheses are put where they are needed.
enum class Level {
    Assign,
    Conditional,
    LogicalOr,
    LogicalAnd,
    Or,
    Xor,
    And,
    Equality,
    Relation,
    Shift,
    Additive,
    Multiplicative,
    Unary,
    Primary
};

struct Piece {
    std::string text;
    Level level = Level::Primary;

    [[nodiscard]] std::string at(Level wanted) const { return level < wanted ? "(" + text + ")" : text; }
};

class Expressions {
public:
    Expressions(Unit& unit, Attach& attach) : unit_(unit), attach_(attach) {}

    // A value used as such.
    Piece value(clang::Expr const* expr);
    // A value that C converts to the type of what it initialises or is assigned to.
    Piece converted(clang::Expr const* expr);
    // The pointer that a reference bound to `expr` lowers to.
    Piece address(clang::Expr const* expr);
    // The text after "=" in a declaration.
    std::string initialiser(clang::Expr const* expr);
    // An expression that stands as a statement.
    std::string statement(clang::Expr const* expr);
    // A condition; it is bool already.
    std::string condition(clang::Expr const* expr) { return value(expr).text; }

    void begin_function(clang::FunctionDecl const* function) { function_ = function; }

private:
    Piece refuse(clang::Expr const* expr);
    Piece literal(clang::IntegerLiteral const* literal);
    Piece constant(llvm::APSInt const& value, clang::QualType type);
    Piece name(clang::DeclRefExpr const* reference);
    Piece member(clang::MemberExpr const* member);
    Piece unary(clang::UnaryOperator const* op);
    Piece binary(clang::BinaryOperator const* op);
    Piece conditional(clang::ConditionalOperator const* op);
    Piece compound_literal(clang::Expr const* list);

    Piece cast(clang::CastExpr const* cast);
    Piece explicit_cast(clang::CastExpr const* cast);
    Piece integral_cast(clang::CastExpr const* cast, bool is_implicit);
    [[nodiscard]] bool keeps_value(clang::CastExpr const* cast) const;
    void refuse_cast(clang::CastExpr const* cast, bool is_implicit);
    Piece as_type(clang::QualType type, clang::Expr const* operand);

    Piece call(clang::CallExpr const* call);
    Piece construct(clang::CXXConstructExpr const* construct);
    std::string braces(clang::InitListExpr const* list);
    std::string assignment(clang::BinaryOperator const* op);
    std::string mark(clang::Expr const* expr) const;

    Unit& unit_;
    Attach& attach_;
    clang::FunctionDecl const* function_ = nullptr;
};

// `expr` without parentheses and what C does by itself.
clang::Expr const* bare(clang::Expr const* expr);

} // namespace redoubt::lower
