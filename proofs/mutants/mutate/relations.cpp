// SPDX-License-Identifier: Apache-2.0
// Conditions: relations at their boundary and negated, && and ||, !, whole conditions, guards that let everything pass.
#include <array>

#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/Stmt.h>

#include "proofs/mutants/mutate/operators.hpp"

namespace redoubt::mutants {
namespace {

using clang::BinaryOperatorKind;

struct Relation {
    BinaryOperatorKind kind;
    char const* boundary; // null: has none
    char const* negated;
};

constexpr std::array kRelations{
    Relation{clang::BO_LT, "<=", ">="}, Relation{clang::BO_LE, "<", ">"},      Relation{clang::BO_GT, ">=", "<="},
    Relation{clang::BO_GE, ">", "<"},   Relation{clang::BO_EQ, nullptr, "!="}, Relation{clang::BO_NE, nullptr, "=="},
};

clang::Expr const* condition_of(Site const& site) {
    if (auto const* const choice = site.as<clang::IfStmt>()) return choice->getCond();
    if (auto const* const loop = site.as<clang::WhileStmt>()) return loop->getCond();
    if (auto const* const loop = site.as<clang::DoStmt>()) return loop->getCond();
    if (auto const* const loop = site.as<clang::ForStmt>()) return loop->getCond();
    if (auto const* const choice = site.as<clang::ConditionalOperator>()) return choice->getCond();
    return nullptr;
}

// Another operator negates these already.
bool has_own_negation(clang::Expr const& condition) {
    auto const* const bare = condition.IgnoreParenImpCasts();
    if (auto const* const binary = llvm::dyn_cast<clang::BinaryOperator>(bare)) return binary->isComparisonOp();
    auto const* const unary = llvm::dyn_cast<clang::UnaryOperator>(bare);
    return (unary && unary->getOpcode() == clang::UO_LNot) || llvm::isa<clang::CXXBoolLiteralExpr>(bare);
}

} // namespace

void swap_relation(Site const& site) {
    auto const* const binary = site.as<clang::BinaryOperator>();
    if (!binary) return;
    for (auto const& row : kRelations) {
        if (row.kind != binary->getOpcode()) continue;
        if (row.boundary) site.replace_token("boundary", binary->getOperatorLoc(), row.boundary);
        site.replace_token("relation", binary->getOperatorLoc(), row.negated);
    }
}

void swap_junction(Site const& site) {
    auto const* const binary = site.as<clang::BinaryOperator>();
    if (!binary || !binary->isLogicalOp()) return;
    // In parentheses, as the two bind differently.
    auto const joined = binary->getOpcode() == clang::BO_LAnd ? " || " : " && ";
    site.replace("junction", binary->getSourceRange(),
                 "((" + site.text(binary->getLHS()->getSourceRange()) + ")" + joined + "(" +
                     site.text(binary->getRHS()->getSourceRange()) + "))");
}

void drop_not(Site const& site) {
    auto const* const unary = site.as<clang::UnaryOperator>();
    if (unary && unary->getOpcode() == clang::UO_LNot)
        site.replace("not", unary->getSourceRange(), site.text(unary->getSubExpr()->getSourceRange()));
}

void negate_condition(Site const& site) {
    auto const* const condition = condition_of(site);
    if (condition && !has_own_negation(*condition))
        site.replace("negation", condition->getSourceRange(), "!(" + site.text(condition->getSourceRange()) + ")");
}

void ignore_guard(Site const& site) {
    auto const* const choice = site.as<clang::IfStmt>();
    if (choice && !choice->getElse())
        site.replace("guard", choice->getCond()->getSourceRange(),
                     "false && (" + site.text(choice->getCond()->getSourceRange()) + ")");
}

} // namespace redoubt::mutants
