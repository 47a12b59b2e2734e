// SPDX-License-Identifier: Apache-2.0
// Initialisers, copies of class objects, and expressions that stand as statements.
#include "proofs/lower/checker/expressions.hpp"
#include "proofs/lower/checker/types.hpp"
#include "clang/AST/DeclCXX.h"

namespace redoubt::lower {

Piece Expressions::construct(clang::CXXConstructExpr const* construct) {
    auto const* constructor = construct->getConstructor();
    if (constructor->isCopyOrMoveConstructor() && constructor->isTrivial()) {
        auto const* source = construct->getArg(0);
        auto const* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(bare(source));
        return value(temporary ? temporary->getSubExpr() : source);
    }
    if (constructor->isDefaultConstructor() && constructor->isTrivial() && construct->requiresZeroInitialization()) {
        return {"(" + c_type(unit_, construct->getType(), construct->getBeginLoc()) + "){0}"};
    }
    unit_.reject(construct->getBeginLoc(), Rule::SpecialMember);
    return {"0"};
}

Piece Expressions::compound_literal(clang::Expr const* expr) {
    auto const* list = llvm::cast<clang::InitListExpr>(expr);
    if (!expr->getType()->isRecordType()) {
        if (list->getNumInits() == 1 && expr->getType()->isScalarType())
            return as_type(expr->getType(), list->getInit(0));
        return expr->getType()->isScalarType() ? as_type(expr->getType(), nullptr) : refuse(expr);
    }
    return {"(" + c_type(unit_, expr->getType(), expr->getBeginLoc()) + ")" + braces(list)};
}

// What is left out is zero in C as in C++; default member initialisers are refused where they are declared.
std::string Expressions::braces(clang::InitListExpr const* list) {
    if (list->isSyntacticForm() && list->getSemanticForm()) list = list->getSemanticForm();
    std::string text;
    auto const* record = list->getType()->getAsRecordDecl();
    auto field = record ? record->field_begin() : clang::RecordDecl::field_iterator();
    for (auto const* item : list->inits()) {
        auto const name = record ? "." + (*field++)->getNameAsString() + " = " : "";
        if (llvm::isa<clang::ImplicitValueInitExpr>(item) && record) continue;
        if (!text.empty()) text += ", ";
        text +=
            mark(item) + name +
            (llvm::isa<clang::ImplicitValueInitExpr>(item) ? std::string(item->getType()->isScalarType() ? "0" : "{0}")
                                                           : initialiser(item));
    }
    return "{" + (text.empty() ? "0" : text) + "}";
}

std::string Expressions::initialiser(clang::Expr const* expr) {
    auto const* inner = bare(expr);
    if (auto const* functional = llvm::dyn_cast<clang::CXXFunctionalCastExpr>(inner);
        functional && functional->getType()->isRecordType()) {
        inner = bare(functional->getSubExpr());
    }
    if (auto const* list = llvm::dyn_cast<clang::InitListExpr>(inner)) {
        if (!list->getType()->isScalarType()) return braces(list);
        return list->getNumInits() == 1 ? converted(list->getInit(0)).text : "0";
    }
    if (llvm::isa<clang::ImplicitValueInitExpr>(inner)) return "0";
    auto const* made = llvm::dyn_cast<clang::CXXConstructExpr>(inner);
    if (made && made->getConstructor()->isDefaultConstructor() && made->getConstructor()->isTrivial() &&
        made->requiresZeroInitialization())
        return "{0}";
    return converted(inner).text;
}

std::string Expressions::assignment(clang::BinaryOperator const* op) {
    if (auto const* compound = llvm::dyn_cast<clang::CompoundAssignOperator>(op)) {
        auto const target = compound->getLHS()->getType();
        bool const is_pointer = target->isPointerType();
        bool const narrows =
            !is_pointer &&
            (!compound->getComputationResultType()->isIntegralOrEnumerationType() || target->isBooleanType() ||
             unit_.ast.getIntWidth(compound->getComputationResultType()) > unit_.ast.getIntWidth(target) ||
             compound->getComputationResultType()->isSignedIntegerType() != target->isSignedIntegerType());
        if (narrows) {
            unit_.reject(op->getOperatorLoc(), Rule::ImplicitNarrowing,
                         "an implicit conversion of the result of '" + op->getOpcodeStr().str() + "' to '" +
                             target.getAsString() + "'");
        }
    }
    return value(op->getLHS()).at(Level::Unary) + " " + op->getOpcodeStr().str() + " " + mark(op->getRHS()) +
           converted(op->getRHS()).text;
}

std::string Expressions::statement(clang::Expr const* expr) {
    expr = bare(expr);
    if (auto const* op = llvm::dyn_cast<clang::BinaryOperator>(expr); op && op->isAssignmentOp()) return assignment(op);
    if (auto const* op = llvm::dyn_cast<clang::UnaryOperator>(expr); op && op->isIncrementDecrementOp()) {
        auto const operand = value(op->getSubExpr()).at(Level::Primary);
        auto const sign = clang::UnaryOperator::getOpcodeStr(op->getOpcode()).str();
        return op->isPostfix() ? operand + sign : sign + operand;
    }
    if (auto const* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expr)) {
        auto const* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(op->getDirectCallee());
        if (method && (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()) &&
            method->isTrivial()) {
            auto const* source = bare(op->getArg(1));
            auto const* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(source);
            return value(op->getArg(0)).at(Level::Unary) + " = " + mark(op->getArg(1)) +
                   value(temporary ? temporary->getSubExpr() : source).text;
        }
    }
    bool const discards = llvm::isa<clang::CXXStaticCastExpr>(expr) && expr->getType()->isVoidType();
    if (!llvm::isa<clang::CallExpr>(expr) && !discards && !expr->getType()->isVoidType()) {
        auto const text = value(expr).text; // what is wrong inside is said first
        if (!unit_.report.rejected()) unit_.reject(expr->getBeginLoc(), Rule::Construct, "a statement without effect");
        return text;
    }
    return value(expr).text;
}

} // namespace redoubt::lower
