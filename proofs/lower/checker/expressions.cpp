// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/expressions.hpp"

#include "proofs/lower/checker/types.hpp"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

namespace redoubt::lower {

clang::Expr const* bare(clang::Expr const* expr) {
    for (;;) {
        expr = expr->IgnoreParens();
        if (auto const* cleanups = llvm::dyn_cast<clang::ExprWithCleanups>(expr))
            expr = cleanups->getSubExpr();
        else if (auto const* constant = llvm::dyn_cast<clang::ConstantExpr>(expr))
            expr = constant->getSubExpr();
        else if (auto const* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(expr);
                 cast && cast->getCastKind() == clang::CK_NoOp)
            expr = cast->getSubExpr();
        else
            return expr;
    }
}

std::string Expressions::mark(clang::Expr const* expr) const {
    return line_mark(unit_.sources.getExpansionLineNumber(expr->getBeginLoc()));
}

Piece Expressions::refuse(clang::Expr const* expr) {
    auto const rule = [&] {
        switch (expr->getStmtClass()) {
        case clang::Stmt::LambdaExprClass: return Rule::Lambda;
        case clang::Stmt::CXXThrowExprClass: return Rule::Exception;
        case clang::Stmt::CXXNewExprClass:
        case clang::Stmt::CXXDeleteExprClass: return Rule::DeleteNew;
        case clang::Stmt::CXXDynamicCastExprClass:
        case clang::Stmt::CXXTypeidExprClass: return Rule::Rtti;
        case clang::Stmt::MaterializeTemporaryExprClass:
        case clang::Stmt::CXXBindTemporaryExprClass: return Rule::Temporary;
        case clang::Stmt::FloatingLiteralClass: return Rule::Floating;
        case clang::Stmt::VAArgExprClass: return Rule::Variadic;
        default: return expr->isTypeDependent() ? Rule::Template : Rule::Construct;
        }
    }();
    unit_.reject(expr->getBeginLoc(), rule,
                 rule == Rule::Construct ? std::string("the expression ") + expr->getStmtClassName() : "");
    return {"0"};
}

Piece Expressions::constant(llvm::APSInt const& value, clang::QualType type) {
    if (type->isBooleanType()) return {value != 0 ? "1" : "0"};
    auto text = llvm::toString(value, 10);
    if (type->isUnsignedIntegerOrEnumerationType()) text += "u";
    if (unit_.ast.getTypeSize(type) == 64) text += "l";
    return {text, value.isNegative() ? Level::Unary : Level::Primary};
}

// A literal is written in C as in C++, which give it the same type; separators and binary notation are C++ only.
Piece Expressions::literal(clang::IntegerLiteral const* literal) {
    auto spelling = literal->getBeginLoc().isMacroID()
                        ? std::string()
                        : clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(literal->getSourceRange()),
                                                      unit_.sources, unit_.ast.getLangOpts())
                              .str();
    std::erase(spelling, '\'');
    bool const plain = !spelling.empty() && !spelling.starts_with("0b") && !spelling.starts_with("0B");
    if (plain) return {spelling};
    return constant(llvm::APSInt(literal->getValue(), literal->getType()->isUnsignedIntegerType()), literal->getType());
}

Piece Expressions::name(clang::DeclRefExpr const* reference) {
    auto const* decl = reference->getDecl();
    if (llvm::isa<clang::FunctionDecl>(decl)) {
        unit_.reject(reference->getBeginLoc(), Rule::FunctionPointer);
        return {"0"};
    }
    if (!llvm::isa<clang::VarDecl, clang::EnumConstantDecl>(decl)) return refuse(reference);
    if (decl->getType()->isReferenceType()) return {"*" + unit_.names.c_name(decl), Level::Unary};
    return {unit_.names.c_name(decl)};
}

Piece Expressions::member(clang::MemberExpr const* expr) {
    auto const* decl = expr->getMemberDecl();
    if (llvm::isa<clang::VarDecl>(decl) && llvm::isa<clang::CXXThisExpr>(bare(expr->getBase())))
        return {unit_.names.c_name(decl)};
    if (!llvm::isa<clang::FieldDecl>(decl)) return refuse(expr);
    auto const field = decl->getNameAsString();
    if (expr->isArrow()) return {value(expr->getBase()).at(Level::Primary) + "->" + field};
    auto const* base = bare(expr->getBase());
    auto const* dereference = llvm::dyn_cast<clang::UnaryOperator>(base);
    if (dereference && dereference->getOpcode() == clang::UO_Deref)
        return {value(dereference->getSubExpr()).at(Level::Primary) + "->" + field};
    if (auto const* reference = llvm::dyn_cast<clang::DeclRefExpr>(base);
        reference && reference->getDecl()->getType()->isReferenceType()) {
        return {unit_.names.c_name(reference->getDecl()) + "->" + field};
    }
    return {value(base).at(Level::Primary) + "." + field};
}

Piece Expressions::address(clang::Expr const* expr) {
    auto const* target = bare(expr);
    if (auto const* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(target)) return refuse(temporary);
    if (llvm::isa<clang::ConditionalOperator>(target)) return refuse(target);
    if (!target->isLValue()) {
        unit_.reject(expr->getBeginLoc(), Rule::Temporary);
        return {"0"};
    }
    if (auto const* reference = llvm::dyn_cast<clang::DeclRefExpr>(target)) {
        if (llvm::isa<clang::FunctionDecl>(reference->getDecl())) return name(reference);
        if (reference->getDecl()->getType()->isReferenceType()) return {unit_.names.c_name(reference->getDecl())};
    }
    auto const* dereference = llvm::dyn_cast<clang::UnaryOperator>(target);
    if (dereference && dereference->getOpcode() == clang::UO_Deref) return value(dereference->getSubExpr());
    return {"&" + value(target).at(Level::Primary), Level::Unary};
}

Piece Expressions::value(clang::Expr const* expr) {
    if (auto const* paren = llvm::dyn_cast<clang::ParenExpr>(expr)) {
        auto const inner = value(paren->getSubExpr());
        return inner.level == Level::Primary ? inner : Piece{"(" + inner.text + ")"};
    }
    expr = bare(expr);
    if (auto const* e = llvm::dyn_cast<clang::IntegerLiteral>(expr)) return literal(e);
    if (auto const* e = llvm::dyn_cast<clang::CXXBoolLiteralExpr>(expr)) return {e->getValue() ? "1" : "0"};
    if (auto const* e = llvm::dyn_cast<clang::CharacterLiteral>(expr))
        return {"(char)" + std::to_string(e->getValue()), Level::Unary};
    if (llvm::isa<clang::CXXNullPtrLiteralExpr>(expr)) return {"((void *)0)"};
    if (llvm::isa<clang::CXXThisExpr>(expr)) return {"self"};
    if (auto const* e = llvm::dyn_cast<clang::DeclRefExpr>(expr)) return name(e);
    if (auto const* e = llvm::dyn_cast<clang::MemberExpr>(expr)) return member(e);
    if (auto const* e = llvm::dyn_cast<clang::UnaryOperator>(expr)) return unary(e);
    if (auto const* e = llvm::dyn_cast<clang::BinaryOperator>(expr)) return binary(e);
    if (auto const* e = llvm::dyn_cast<clang::ConditionalOperator>(expr)) return conditional(e);
    if (auto const* e = llvm::dyn_cast<clang::ArraySubscriptExpr>(expr))
        return {value(e->getBase()).at(Level::Primary) + "[" + value(e->getIdx()).text + "]"};
    if (auto const* e = llvm::dyn_cast<clang::CallExpr>(expr)) return call(e);
    if (auto const* e = llvm::dyn_cast<clang::CXXConstructExpr>(expr)) return construct(e);
    if (auto const* e = llvm::dyn_cast<clang::CastExpr>(expr)) return cast(e);
    if (auto const* e = llvm::dyn_cast<clang::InitListExpr>(expr)) return compound_literal(e);
    if (auto const* e = llvm::dyn_cast<clang::UnaryExprOrTypeTraitExpr>(expr);
        e && e->getKind() == clang::UETT_SizeOf) {
        return {"sizeof(" + c_type(unit_, e->getTypeOfArgument(), e->getBeginLoc()) + ")"};
    }
    return refuse(expr);
}

} // namespace redoubt::lower
