// switch: cases stand directly in its block, each ends it, and there is a default. And where paths end.
#include "checker/statements.hpp"

namespace redoubt::lower {

namespace {

bool leaves(clang::Stmt const* stmt) {
  if (!stmt) return false;
  if (llvm::isa<clang::BreakStmt, clang::ReturnStmt, clang::ContinueStmt>(stmt)) return true;
  if (auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt)) return !block->body_empty() && leaves(block->body_back());
  if (auto const* branch = llvm::dyn_cast<clang::IfStmt>(stmt)) return leaves(branch->getThen()) && leaves(branch->getElse());
  return false;
}

// A break that leaves the statement that `stmt` stands in.
bool breaks(clang::Stmt const* stmt) {
  if (!stmt || llvm::isa<clang::SwitchStmt, clang::ForStmt, clang::WhileStmt, clang::DoStmt>(stmt)) return false;
  if (llvm::isa<clang::BreakStmt>(stmt)) return true;
  for (auto const* child : stmt->children()) {
    if (breaks(child)) return true;
  }
  return false;
}

clang::Stmt const* labelled(clang::Stmt const* stmt) {
  while (auto const* label = llvm::dyn_cast<clang::SwitchCase>(stmt)) stmt = label->getSubStmt();
  return stmt;
}

}  // namespace

bool always_returns(clang::Stmt const* stmt) {
  if (!stmt) return false;
  if (llvm::isa<clang::ReturnStmt>(stmt)) return true;
  if (auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt)) return !block->body_empty() && always_returns(block->body_back());
  if (auto const* branch = llvm::dyn_cast<clang::IfStmt>(stmt)) return always_returns(branch->getThen()) && always_returns(branch->getElse());
  if (auto const* label = llvm::dyn_cast<clang::LabelStmt>(stmt)) return always_returns(label->getSubStmt());
  if (auto const* choice = llvm::dyn_cast<clang::SwitchStmt>(stmt)) {  // it has a default, and no case runs on
    auto const* block = llvm::dyn_cast<clang::CompoundStmt>(choice->getBody());
    return block && !block->body_empty() && !breaks(block) && always_returns(labelled(block->body_back()));
  }
  return false;
}

void Statements::check_cases(clang::SwitchStmt const* stmt) {
  bool has_default = false;
  bool runs_on = false;
  auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt->getBody());
  if (!block) return refuse(stmt);
  for (auto const* child : block->body()) {
    if (llvm::isa<clang::SwitchCase>(child) && runs_on) unit_.reject(child->getBeginLoc(), Rule::SwitchFallthrough);
    for (auto const* inner = child; auto const* label = llvm::dyn_cast<clang::SwitchCase>(inner); inner = label->getSubStmt()) {
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
  if (auto const* block = llvm::dyn_cast<clang::CompoundStmt>(stmt->getBody())) compound(block);
}

void Statements::label(clang::SwitchCase const* stmt) {
  if (auto const* chosen = llvm::dyn_cast<clang::CaseStmt>(stmt)) {
    if (chosen->getRHS()) return refuse(stmt);  // a GNU range
    unit_.out.put("case " + value(chosen->getLHS()) + ": ");
  } else {
    unit_.out.put("default: ");
  }
  if (llvm::isa<clang::DeclStmt>(stmt->getSubStmt())) unit_.out.put("; ");  // C has no label before a declaration
  statement(stmt->getSubStmt());
}

}  // namespace redoubt::lower
