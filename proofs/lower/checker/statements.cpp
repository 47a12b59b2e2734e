// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/statements.hpp"

#include "proofs/lower/checker/paths.hpp"
#include "proofs/lower/checker/types.hpp"
#include "proofs/lower/path_end.hpp"
#include "clang/Basic/SourceManager.h"

namespace redoubt::lower {

std::string Statements::value(clang::Expr const* expr) {
    order_->check(expr);
    return expressions_.value(expr).text;
}

std::string Statements::result(clang::Expr const* expr) {
    order_->check(expr);
    return expressions_.converted(expr).text;
}

std::string Statements::effect(clang::Expr const* expr) {
    order_->check(expr);
    return expressions_.statement(expr);
}

void Statements::refuse(clang::Stmt const* stmt) {
    auto const rule = [&] {
        switch (stmt->getStmtClass()) {
        case clang::Stmt::GotoStmtClass:
        case clang::Stmt::IndirectGotoStmtClass: return Rule::Goto;
        case clang::Stmt::CXXTryStmtClass: return Rule::Exception;
        case clang::Stmt::CXXForRangeStmtClass: return Rule::RangeFor;
        case clang::Stmt::GCCAsmStmtClass:
        case clang::Stmt::MSAsmStmtClass: return Rule::Assembly;
        case clang::Stmt::AttributedStmtClass: return Rule::Attribute;
        default: return Rule::Construct;
        }
    }();
    unit_.reject(stmt->getBeginLoc(), rule,
                 rule == Rule::Construct ? std::string("the statement ") + stmt->getStmtClassName() : "");
}

void Statements::declare_local(clang::VarDecl const* variable) {
    if (!variable->getIdentifier()) return;
    auto const name = variable->getNameAsString();
    unit_.names.add_inner(variable);
    if (unit_.scope.would_hide(name))
        unit_.reject(variable->getLocation(), Rule::Shadow, "'" + name + "' hides a member, parameter or local");
    unit_.scope.add_local(name, variable->getType()->isReferenceType() ? Meaning::Reference : Meaning::Value);
}

void Statements::body(clang::FunctionDecl const* function) {
    EvaluationOrder order(unit_, function);
    order_ = &order;
    entry_ = unit_.functions[function->getCanonicalDecl()].entry;
    function_ = function;
    expressions_.begin_function(function);
    if (!function->getReturnType()->isVoidType() && !leaves(function->getBody()))
        unit_.reject(function->getLocation(), Rule::ReturnMissing);
    attach_.function = unit_.map.functions[entry_].c;
    if (!llvm::isa<clang::CompoundStmt>(function->getBody()))
        refuse(function->getBody());
    else
        arm(llvm::cast<clang::CompoundStmt>(function->getBody()));
    attach_.function.clear();
    order_ = nullptr;
}

void Statements::block(clang::CompoundStmt const* stmt, bool ends) {
    Scope::Frame const frame(unit_.scope);
    unit_.out.put("{");
    for (auto const* child : stmt->body())
        statement(child);
    attach_.misplaced(attach_.before_statement(stmt->getRBracLoc()));
    unit_.out.go_to(unit_.point(stmt->getRBracLoc()));
    if (ends) unit_.out.put(end_of_path());
    unit_.out.put("}");
}

void Statements::arm(clang::Stmt const* stmt) {
    bool const ends = !leaves(stmt);
    if (auto const* whole = llvm::dyn_cast<clang::CompoundStmt>(stmt)) return block(whole, ends);
    Scope::Frame const frame(unit_.scope);
    unit_.out.put("{ ");
    statement(stmt);
    if (ends) unit_.out.put(" " + end_of_path());
    unit_.out.put(" }");
}

std::string Statements::end_of_path() {
    ++unit_.map.functions[entry_].ends;
    return "/*@ check " + std::string(path_end) + ": \\false; */ ";
}

std::string Statements::variable(clang::VarDecl const* variable) {
    auto const where = variable->getLocation();
    if (variable->isStaticLocal() || variable->getTLSKind() != clang::VarDecl::TLS_None)
        unit_.reject(where, Rule::StaticLocal);
    for (auto const* attribute : variable->attrs()) {
        if (!llvm::isa<clang::UnusedAttr>(attribute)) unit_.reject(attribute->getLocation(), Rule::Attribute);
    }
    auto text = c_declaration(unit_, variable->getType(), variable->getNameAsString(), where);
    auto const* init = variable->getInit();
    auto const* made = init ? llvm::dyn_cast<clang::CXXConstructExpr>(bare(init)) : nullptr;
    bool const nothing = made && made->getConstructor()->isDefaultConstructor() &&
                         made->getConstructor()->isTrivial() && !made->requiresZeroInitialization();
    if (!init || nothing) { // the prover takes what is read there for any value, the compiler for none
        unit_.reject(where, Rule::Uninitialised);
    } else {
        order_->check(init);
        text += " = " + (variable->getType()->isReferenceType() ? expressions_.address(init).text
                                                                : expressions_.initialiser(init));
    }
    declare_local(variable);
    return text;
}

void Statements::declaration(clang::DeclStmt const* stmt) {
    bool first = true;
    for (auto const* decl : stmt->decls()) {
        if (llvm::isa<clang::StaticAssertDecl, clang::EmptyDecl>(decl)) continue;
        auto const* local = llvm::dyn_cast<clang::VarDecl>(decl);
        if (!local || llvm::isa<clang::DecompositionDecl>(local)) {
            unit_.reject(decl->getLocation(), llvm::isa<clang::CXXRecordDecl>(decl) ? Rule::Class : Rule::Construct,
                         llvm::isa<clang::CXXRecordDecl>(decl)
                             ? ""
                             : std::string("a local declaration of kind ") + decl->getDeclKindName());
            continue;
        }
        unit_.out.put((first ? "" : " ") + variable(local) + ";");
        first = false;
    }
}

void Statements::branch(clang::IfStmt const* stmt) {
    if (stmt->getInit() || stmt->getConditionVariable() || stmt->getStatementKind() != clang::IfStatementKind::Ordinary)
        return refuse(stmt);
    unit_.out.put("if (" + value(stmt->getCond()) + ") ");
    attach_.refuse_until(stmt->getRParenLoc());
    arm(stmt->getThen());
    if (!stmt->getElse()) return;
    unit_.out.go_to(unit_.point(stmt->getElseLoc()));
    unit_.out.put("else ");
    if (auto const* chained = llvm::dyn_cast<clang::IfStmt>(stmt->getElse());
        chained && !attach_.is_next_before(chained->getIfLoc()))
        branch(chained);
    else
        arm(stmt->getElse());
}

void Statements::statement(clang::Stmt const* stmt) {
    auto* annotation = attach_.before_statement(stmt->getBeginLoc());
    if (llvm::isa<clang::ForStmt, clang::WhileStmt, clang::DoStmt>(stmt)) return loop(stmt, annotation);
    attach_.misplaced(annotation);
    unit_.out.go_to(unit_.point(stmt->getBeginLoc()));
    if (auto const* s = llvm::dyn_cast<clang::CompoundStmt>(stmt)) return block(s, false);
    if (auto const* s = llvm::dyn_cast<clang::IfStmt>(stmt)) return branch(s);
    if (auto const* s = llvm::dyn_cast<clang::SwitchStmt>(stmt)) return select(s);
    if (auto const* s = llvm::dyn_cast<clang::SwitchCase>(stmt)) return label(s);
    if (auto const* s = llvm::dyn_cast<clang::LabelStmt>(stmt)) { // for \at alone: goto is refused
        unit_.scope.add_label(s->getDecl()->getNameAsString());
        unit_.out.put(s->getDecl()->getNameAsString() + std::string(": ; "));
        return statement(s->getSubStmt());
    }
    simple(stmt);
    attach_.refuse_until(stmt->getEndLoc());
}

// A statement without statements in it.
void Statements::simple(clang::Stmt const* stmt) {
    if (auto const* s = llvm::dyn_cast<clang::DeclStmt>(stmt)) return declaration(s);
    if (auto const* s = llvm::dyn_cast<clang::Expr>(stmt)) return unit_.out.put(effect(s) + ";");
    if (llvm::isa<clang::BreakStmt>(stmt)) return unit_.out.put(end_of_path() + "break;");
    if (llvm::isa<clang::ContinueStmt>(stmt)) return unit_.out.put(end_of_path() + "continue;");
    if (llvm::isa<clang::NullStmt>(stmt)) return unit_.out.put(";");
    if (auto const* s = llvm::dyn_cast<clang::ReturnStmt>(stmt)) return leave(s);
    refuse(stmt);
}

void Statements::leave(clang::ReturnStmt const* stmt) {
    auto const* value = stmt->getRetValue();
    if (!value) return unit_.out.put(end_of_path() + "return;");
    auto const text = result(value);
    if (!calls(value)) return unit_.out.put(end_of_path() + "return " + text + ";");
    // The path ends behind the call.
    auto const result_type = function_->getReturnType();
    unit_.out.put("{ " + c_declaration(unit_, result_type, "redoubt__result", stmt->getBeginLoc()) + " = " + text +
                  "; " + end_of_path() + "return redoubt__result; }");
}

} // namespace redoubt::lower
