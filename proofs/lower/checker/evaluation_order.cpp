// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/evaluation_order.hpp"

#include <map>

#include "proofs/lower/checker/expressions.hpp"
#include "clang/AST/ExprCXX.h"

namespace redoubt::lower {

namespace {

// Counts how often each local is named, and how often only its value is read or it is assigned.
struct Uses {
    std::map<clang::Decl const*, int> named;

    void walk(clang::Stmt const* node) {
        if (!node) return;
        if (auto const* name = llvm::dyn_cast<clang::DeclRefExpr>(node)) ++named[name->getDecl()];
        clang::Expr const* harmless = nullptr;
        if (auto const* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(node);
            cast && cast->getCastKind() == clang::CK_LValueToRValue)
            harmless = cast->getSubExpr();
        if (auto const* op = llvm::dyn_cast<clang::BinaryOperator>(node); op && op->isAssignmentOp())
            harmless = op->getLHS();
        if (auto const* op = llvm::dyn_cast<clang::UnaryOperator>(node); op && op->isIncrementDecrementOp())
            harmless = op->getSubExpr();
        if (harmless) {
            if (auto const* name = llvm::dyn_cast<clang::DeclRefExpr>(bare(harmless))) --named[name->getDecl()];
        }
        for (auto const* child : node->children())
            walk(child);
    }
};

} // namespace

EvaluationOrder::EvaluationOrder(Unit& unit, clang::FunctionDecl const* function) : unit_(unit) {
    Uses uses;
    uses.walk(function->getBody());
    for (auto const& [decl, escapes] : uses.named) {
        auto const* variable = llvm::dyn_cast<clang::VarDecl>(decl);
        if (variable && (variable->isConstexpr() ||
                         (variable->isLocalVarDeclOrParm() && !variable->getType()->isReferenceType() && escapes == 0)))
            stable_.insert(decl);
    }
}

EvaluationOrder::Effect EvaluationOrder::unordered(clang::Stmt const* node) {
    Effect all;
    for (auto const* child : node->children()) {
        if (!child) continue;
        auto const effect = look(child);
        if ((effect.writes && (all.writes || all.reads)) || (effect.reads && all.writes))
            unit_.reject(child->getBeginLoc(), Rule::EvaluationOrder);
        all.writes = all.writes || effect.writes;
        all.reads = all.reads || effect.reads;
    }
    return all;
}

EvaluationOrder::Effect EvaluationOrder::look(clang::Stmt const* node) {
    if (auto const* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(node);
        cast && cast->getCastKind() == clang::CK_LValueToRValue) {
        auto effect = look(cast->getSubExpr());
        auto const* name = llvm::dyn_cast<clang::DeclRefExpr>(bare(cast->getSubExpr()));
        effect.reads = effect.reads || !name || !stable_.count(name->getDecl());
        return effect;
    }
    auto const* op = llvm::dyn_cast<clang::BinaryOperator>(node);
    bool const ordered = llvm::isa<clang::ConditionalOperator>(node) || (op && op->isLogicalOp());
    if (ordered) {
        Effect all;
        for (auto const* child : node->children()) {
            auto const effect = look(child);
            all.writes = all.writes || effect.writes;
            all.reads = all.reads || effect.reads;
        }
        return all;
    }
    auto effect = unordered(node);
    if (auto const* call = llvm::dyn_cast<clang::CallExpr>(node)) {
        auto const* callee = call->getDirectCallee();
        auto const facts = callee ? unit_.functions.find(callee->getCanonicalDecl()) : unit_.functions.end();
        bool const pure = facts != unit_.functions.end() && facts->second.assigns_nothing;
        effect.writes = effect.writes || (callee && !pure && !llvm::isa<clang::CXXOperatorCallExpr>(call));
        effect.reads = true;
    }
    if (auto const* copy = llvm::dyn_cast<clang::CXXConstructExpr>(node); copy && copy->getNumArgs() == 1)
        effect.reads = true;
    if (auto const* compound = llvm::dyn_cast<clang::CompoundAssignOperator>(node)) {
        auto const* name = llvm::dyn_cast<clang::DeclRefExpr>(bare(compound->getLHS()));
        bool const stable = name && stable_.count(name->getDecl());
        if (!stable && look(compound->getRHS()).writes) unit_.reject(compound->getBeginLoc(), Rule::EvaluationOrder);
    }
    return effect;
}

} // namespace redoubt::lower
