// SPDX-License-Identifier: Apache-2.0
// C text for statements.
#pragma once

#include "proofs/lower/checker/attach.hpp"
#include "proofs/lower/checker/evaluation_order.hpp"
#include "proofs/lower/checker/expressions.hpp"
#include "proofs/lower/checker/unit.hpp"
#include "clang/AST/StmtCXX.h"

namespace redoubt::lower {

class Statements {
public:
    Statements(Unit& unit, Attach& attach) : unit_(unit), attach_(attach), expressions_(unit, attach) {}

    // The body of a function whose parameters are in the scope already.
    void body(clang::FunctionDecl const* function);
    // The text of a constant's initialiser.
    std::string initialiser(clang::Expr const* expr) { return expressions_.initialiser(expr); }
    // Says when a local or parameter hides something, and puts it in the scope.
    void declare_local(clang::VarDecl const* variable);

private:
    void statement(clang::Stmt const* stmt);
    void simple(clang::Stmt const* stmt);
    void block(clang::CompoundStmt const* stmt, bool ends);
    void arm(clang::Stmt const* stmt); // of a branch, a loop's body, a function's
    std::string end_of_path();
    void leave(clang::ReturnStmt const* stmt);
    void declaration(clang::DeclStmt const* stmt);
    std::string variable(clang::VarDecl const* variable);
    void branch(clang::IfStmt const* stmt);
    void loop(clang::Stmt const* stmt, Annotation* annotation);
    void loop_annotation(clang::Stmt const* stmt, Annotation* annotation);
    std::string for_start(clang::ForStmt const* stmt);
    void refuse(clang::Stmt const* stmt);

    // switches.cpp
    void select(clang::SwitchStmt const* stmt);
    void label(clang::SwitchCase const* stmt);
    void check_cases(clang::SwitchStmt const* stmt);

    std::string value(clang::Expr const* expr);  // as condition or operand
    std::string result(clang::Expr const* expr); // of a return
    std::string effect(clang::Expr const* expr); // as a statement

    Unit& unit_;
    Attach& attach_;
    Expressions expressions_;
    EvaluationOrder* order_ = nullptr;
    clang::FunctionDecl const* function_ = nullptr;
    std::size_t entry_ = 0;
};

} // namespace redoubt::lower
