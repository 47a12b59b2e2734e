// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <clang/AST/Expr.h>

#include "proofs/mutants/mutate/operators.hpp"

namespace redoubt::mutants {
namespace {

struct Swap {
    clang::BinaryOperatorKind kind;
    char const* wrong;
};

constexpr std::array kBinary{
    Swap{clang::BO_Add, "-"},         Swap{clang::BO_Sub, "+"},         Swap{clang::BO_Mul, "+"},
    Swap{clang::BO_Div, "*"},         Swap{clang::BO_Rem, "/"},         Swap{clang::BO_Shl, ">>"},
    Swap{clang::BO_Shr, "<<"},        Swap{clang::BO_And, "|"},         Swap{clang::BO_Or, "&"},
    Swap{clang::BO_Xor, "|"},         Swap{clang::BO_AddAssign, "-="},  Swap{clang::BO_SubAssign, "+="},
    Swap{clang::BO_MulAssign, "+="},  Swap{clang::BO_DivAssign, "*="},  Swap{clang::BO_RemAssign, "/="},
    Swap{clang::BO_ShlAssign, ">>="}, Swap{clang::BO_ShrAssign, "<<="}, Swap{clang::BO_AndAssign, "|="},
    Swap{clang::BO_OrAssign, "&="},   Swap{clang::BO_XorAssign, "|="},
};

} // namespace

void swap_arithmetic(Site const& site) {
    if (auto const* const binary = site.as<clang::BinaryOperator>())
        for (auto const& row : kBinary)
            if (row.kind == binary->getOpcode()) site.replace_token("arithmetic", binary->getOperatorLoc(), row.wrong);
    auto const* const unary = site.as<clang::UnaryOperator>();
    if (!unary) return;
    if (unary->isIncrementOp()) site.replace_token("arithmetic", unary->getOperatorLoc(), "--");
    if (unary->isDecrementOp()) site.replace_token("arithmetic", unary->getOperatorLoc(), "++");
    if (unary->getOpcode() == clang::UO_Not)
        site.replace("arithmetic", unary->getSourceRange(), site.text(unary->getSubExpr()->getSourceRange()));
}

} // namespace redoubt::mutants
