// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/paths.hpp"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace redoubt::lower {

namespace {

// A break that leaves the statement that `stmt` stands in.
bool breaks(clang::Stmt const* stmt) {
    if (!stmt || llvm::isa<clang::SwitchStmt, clang::ForStmt, clang::WhileStmt, clang::DoStmt>(stmt)) return false;
    if (llvm::isa<clang::BreakStmt>(stmt)) return true;
    for (auto const* child : stmt->children()) {
        if (breaks(child)) return true;
    }
    return false;
}

} // namespace

bool leaves(clang::Stmt const* stmt) {
    if (!stmt) return false;
    if (llvm::isa<clang::BreakStmt, clang::ReturnStmt, clang::ContinueStmt>(stmt)) return true;
    if (auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt))
        return !block->body_empty() && leaves(block->body_back());
    if (auto const* branch = llvm::dyn_cast<clang::IfStmt>(stmt))
        return leaves(branch->getThen()) && leaves(branch->getElse());
    if (auto const* label = llvm::dyn_cast<clang::LabelStmt>(stmt)) return leaves(label->getSubStmt());
    if (auto const* choice = llvm::dyn_cast<clang::SwitchStmt>(stmt)) { // it has a default, and no case runs on
        auto const* block = llvm::dyn_cast<clang::CompoundStmt>(choice->getBody());
        return block && !block->body_empty() && !breaks(block);
    }
    return false;
}

bool calls(clang::Stmt const* stmt) {
    if (!stmt) return false;
    if (llvm::isa<clang::CallExpr>(stmt)) return true;
    for (auto const* child : stmt->children()) {
        if (calls(child)) return true;
    }
    return false;
}

clang::Stmt const* labelled(clang::Stmt const* stmt) {
    while (auto const* label = llvm::dyn_cast<clang::SwitchCase>(stmt))
        stmt = label->getSubStmt();
    return stmt;
}

} // namespace redoubt::lower
