// SPDX-License-Identifier: Apache-2.0
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/Stmt.h>
#include <clang/Lex/Lexer.h>

#include "proofs/mutants/mutate/operators.hpp"

namespace redoubt::mutants {
namespace {

// The semicolon is not part of an expression's range.
clang::SourceRange with_semicolon(Site const& site, clang::Stmt const& statement) {
    auto const& context = site.context();
    auto const end = clang::Lexer::findLocationAfterToken(statement.getEndLoc(), clang::tok::semi,
                                                          context.getSourceManager(), context.getLangOpts(), false);
    if (end.isInvalid()) return {};
    return {statement.getBeginLoc(), end.getLocWithOffset(-1)};
}

bool is_comparison_or_not(clang::Expr const& result) {
    auto const* const bare = result.IgnoreParenImpCasts();
    if (auto const* const binary = llvm::dyn_cast<clang::BinaryOperator>(bare)) return binary->isComparisonOp();
    auto const* const unary = llvm::dyn_cast<clang::UnaryOperator>(bare);
    return unary && unary->getOpcode() == clang::UO_LNot;
}

std::string first_enumerator(clang::EnumType const& type) {
    auto const* const list = type.getDecl();
    if (list->enumerator_begin() == list->enumerator_end()) return {};
    return (*list->enumerator_begin())->getQualifiedNameAsString();
}

// A value of the right type that has nothing to do with the computed one; empty: there is none.
std::string unrelated(clang::QualType type) {
    if (type->isBooleanType()) return {};
    if (auto const* const enumeration = type->getAs<clang::EnumType>()) return first_enumerator(*enumeration);
    if (type->isIntegerType()) return "0";
    return type->isPointerType() ? "nullptr" : "";
}

} // namespace

// Only what is there for its effect: a declaration is needed by what follows, a branch is the business of its condition.
void drop_statement(Site const& site) {
    auto const* const in_block = llvm::dyn_cast_or_null<clang::CompoundStmt>(site.parent());
    if (auto const* const effect = site.as<clang::Expr>(); effect && in_block)
        site.replace("statement", with_semicolon(site, *effect), "");
    if (auto const* const leave = site.as<clang::BreakStmt>(); leave && in_block)
        site.replace("statement", with_semicolon(site, *leave), "");
    if (auto const* const leave = site.as<clang::ContinueStmt>(); leave && in_block)
        site.replace("statement", with_semicolon(site, *leave), "");
    if (auto const* const leave = site.as<clang::ReturnStmt>(); leave && in_block && !leave->getRetValue())
        site.replace("statement", with_semicolon(site, *leave), "");
}

void change_result(Site const& site) {
    auto const* const leave = site.as<clang::ReturnStmt>();
    auto const* const result = leave ? leave->getRetValue() : nullptr;
    if (!result || result->isEvaluatable(site.context())) return; // constants have their own operators
    auto const type = result->getType();
    auto const range = result->getSourceRange();
    if (type->isBooleanType() && !is_comparison_or_not(*result))
        site.replace("result", range, "!(" + site.text(range) + ")");
    if (type->isBooleanType()) {
        site.replace("result", range, "true");
        site.replace("result", range, "false");
    }
    if (auto const wrong = unrelated(type); !wrong.empty()) site.replace("result", range, wrong);
}

} // namespace redoubt::mutants
