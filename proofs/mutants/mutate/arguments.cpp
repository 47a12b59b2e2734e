// SPDX-License-Identifier: Apache-2.0
// Two neighbours of one type, exchanged: arguments of a call, members of an initialiser.
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>

#include "proofs/mutants/mutate/operators.hpp"

namespace redoubt::mutants {
namespace {

void swap_pair(Site const& site, clang::Expr const& first, clang::Expr const& second) {
    auto const& context = site.context();
    if (!context.hasSameUnqualifiedType(first.getType(), second.getType())) return;
    auto const left = site.text(first.getSourceRange());
    auto const right = site.text(second.getSourceRange());
    if (left.empty() || right.empty() || left == right) return;
    auto const whole = site.text({first.getBeginLoc(), second.getEndLoc()});
    if (whole.size() < left.size() + right.size()) return;
    auto const between = whole.substr(left.size(), whole.size() - left.size() - right.size());
    site.replace("exchange", {first.getBeginLoc(), second.getEndLoc()}, right + between + left);
}

} // namespace

void swap_arguments(Site const& site) {
    if (auto const* const call = site.as<clang::CallExpr>(); call && !llvm::isa<clang::CXXOperatorCallExpr>(call))
        for (unsigned at = 1; at < call->getNumArgs(); ++at)
            swap_pair(site, *call->getArg(at - 1)->IgnoreImplicit(), *call->getArg(at)->IgnoreImplicit());
    auto const* const list = site.as<clang::InitListExpr>();
    if (!list || !list->getType()->isRecordType()) return;
    auto const* const members = list->isSemanticForm() ? list : list->getSemanticForm();
    for (unsigned at = 1; members && at < members->getNumInits(); ++at)
        swap_pair(site, *members->getInit(at - 1)->IgnoreImplicit(), *members->getInit(at)->IgnoreImplicit());
}

} // namespace redoubt::mutants
