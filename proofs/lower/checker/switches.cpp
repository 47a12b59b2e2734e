// SPDX-License-Identifier: Apache-2.0
// switch: cases stand directly in its block, each ends it, and there is a default.
#include "proofs/lower/checker/paths.hpp"
#include "proofs/lower/checker/statements.hpp"

namespace redoubt::lower {

void Statements::check_cases(clang::SwitchStmt const* stmt) {
    bool has_default = false;
    bool runs_on = false;
    auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt->getBody());
    if (!block) return refuse(stmt);
    for (auto const* child : block->body()) {
        if (llvm::isa<clang::SwitchCase>(child) && runs_on) unit_.reject(child->getBeginLoc(), Rule::SwitchFallthrough);
        for (auto const* inner = child; auto const* label = llvm::dyn_cast<clang::SwitchCase>(inner);
             inner = label->getSubStmt()) {
            has_default = has_default || llvm::isa<clang::DefaultStmt>(label);
        }
        runs_on = !leaves(labelled(child));
    }
    if (!has_default) unit_.reject(stmt->getBeginLoc(), Rule::SwitchDefault);
}

void Statements::select(clang::SwitchStmt const* stmt) {
    if (stmt->getInit() || stmt->getConditionVariable()) return refuse(stmt);
    check_cases(stmt);
    unit_.out.put("switch (" + value(stmt->getCond()) + ") ");
    attach_.refuse_until(stmt->getRParenLoc());
    if (auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt->getBody())) this->block(block, false);
}

void Statements::label(clang::SwitchCase const* stmt) {
    if (auto const* chosen = llvm::dyn_cast<clang::CaseStmt>(stmt)) {
        if (chosen->getRHS()) return refuse(stmt); // a GNU range
        unit_.out.put("case " + value(chosen->getLHS()) + ": ");
    } else {
        unit_.out.put("default: ");
    }
    attach_.refuse_until(stmt->getColonLoc());
    if (llvm::isa<clang::DeclStmt>(stmt->getSubStmt())) unit_.out.put("; "); // C has no label before a declaration
    statement(stmt->getSubStmt());
}

} // namespace redoubt::lower
