// SPDX-License-Identifier: Apache-2.0
// Off by one, and the wrong one of several names.
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/StringExtras.h>

#include "proofs/mutants/mutate/operators.hpp"

namespace redoubt::mutants {
namespace {

clang::EnumConstantDecl const* next_enumerator(clang::EnumConstantDecl const& named) {
    auto const& list = *llvm::cast<clang::EnumDecl>(named.getDeclContext());
    auto found = list.enumerator_begin();
    while (found != list.enumerator_end() && *found != &named)
        ++found;
    if (found == list.enumerator_end()) return nullptr;
    auto const* const next = ++found == list.enumerator_end() ? *list.enumerator_begin() : *found;
    return next == &named ? nullptr : next;
}

} // namespace

void shift_constant(Site const& site) {
    if (auto const* const literal = site.as<clang::CXXBoolLiteralExpr>())
        site.replace("constant", literal->getSourceRange(), literal->getValue() ? "false" : "true");
    auto const* const literal = site.as<clang::IntegerLiteral>();
    if (!literal) return;
    auto const range = literal->getSourceRange();
    auto const written = site.text(range);
    auto const suffix = written.substr(std::min(written.size(), written.find_first_of("uUlL")));
    site.replace("constant", range, llvm::toString(literal->getValue() + 1, 10, false) + suffix);
    if (literal->getValue() != 0)
        site.replace("constant", range, llvm::toString(literal->getValue() - 1, 10, false) + suffix);
}

void shift_bound(Site const& site) {
    auto const* const name = site.as<clang::DeclRefExpr>();
    auto const* const variable = name ? llvm::dyn_cast<clang::VarDecl>(name->getDecl()) : nullptr;
    if (!variable || !variable->isConstexpr() || !variable->getType()->isIntegerType()) return;
    auto const text = site.text(name->getSourceRange());
    if (variable->getType()->isBooleanType()) {
        site.replace("bound", name->getSourceRange(), "!" + text);
        return;
    }
    site.replace("bound", name->getSourceRange(), "(" + text + " + 1)");
    site.replace("bound", name->getSourceRange(), "(" + text + " - 1)");
}

void swap_enumerator(Site const& site) {
    auto const* const name = site.as<clang::DeclRefExpr>();
    auto const* const named = name ? llvm::dyn_cast<clang::EnumConstantDecl>(name->getDecl()) : nullptr;
    auto const* const wrong = named ? next_enumerator(*named) : nullptr;
    if (wrong) site.replace_token("enumerator", name->getLocation(), wrong->getNameAsString());
}

} // namespace redoubt::mutants
