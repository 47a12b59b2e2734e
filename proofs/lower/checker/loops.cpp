// SPDX-License-Identifier: Apache-2.0
// Loops, each with its annotation.
#include "proofs/lower/acsl/parser.hpp"
#include "proofs/lower/checker/statements.hpp"

namespace redoubt::lower {

std::string Statements::for_start(clang::ForStmt const* stmt) {
    if (!stmt->getInit()) return "";
    if (auto const* expr = llvm::dyn_cast<clang::Expr>(stmt->getInit())) return effect(expr);
    auto const* decl = llvm::dyn_cast<clang::DeclStmt>(stmt->getInit());
    auto const* local = decl && decl->isSingleDecl() ? llvm::dyn_cast<clang::VarDecl>(decl->getSingleDecl()) : nullptr;
    if (local) return variable(local);
    unit_.reject(stmt->getInit()->getBeginLoc(), Rule::Construct, "a for loop with more than one variable");
    return "";
}

void Statements::loop_annotation(clang::Stmt const* stmt, Annotation* annotation) {
    ++unit_.map.functions[entry_].loops;
    Resolved resolved;
    if (annotation) {
        resolved = Parser(*annotation, unit_.scope, unit_.report).loop();
        attach_.write(*annotation, resolved, attach_.function);
    }
    if (resolved.malformed) return;
    auto const where = stmt->getBeginLoc();
    if (!resolved.variant) unit_.reject(where, Rule::LoopVariant);
    if (!resolved.assigns) unit_.reject(where, Rule::LoopAssigns);
    if (!resolved.invariant) unit_.reject(where, Rule::LoopInvariant);
}

void Statements::loop(clang::Stmt const* stmt, Annotation* annotation) {
    Scope::Frame const frame(unit_.scope);
    std::string head;
    auto const where = unit_.point(stmt->getBeginLoc());
    if (auto const* loop = llvm::dyn_cast<clang::ForStmt>(stmt)) {
        if (loop->getConditionVariable()) return refuse(stmt);
        head = "for (" + for_start(loop) + ";";
        loop_annotation(stmt, annotation);
        head += (loop->getCond() ? " " + value(loop->getCond()) : "") + ";" +
                (loop->getInc() ? " " + effect(loop->getInc()) : "") + ") ";
        unit_.out.go_to(where);
        unit_.out.put(head);
        attach_.refuse_until(loop->getRParenLoc());
        return arm(loop->getBody());
    }
    loop_annotation(stmt, annotation);
    unit_.out.go_to(where);
    if (auto const* loop = llvm::dyn_cast<clang::WhileStmt>(stmt)) {
        if (loop->getConditionVariable()) return refuse(stmt);
        unit_.out.put("while (" + value(loop->getCond()) + ") ");
        attach_.refuse_until(loop->getRParenLoc());
        return arm(loop->getBody());
    }
    auto const* last = llvm::cast<clang::DoStmt>(stmt);
    unit_.out.put("do ");
    arm(last->getBody());
    unit_.out.put(" while (" + value(last->getCond()) + ");");
    attach_.refuse_until(last->getRParenLoc());
}

} // namespace redoubt::lower
