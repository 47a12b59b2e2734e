// SPDX-License-Identifier: Apache-2.0
// Conversions. C converts like C++ where it promotes to int; every other conversion is written out.
#include "proofs/lower/checker/expressions.hpp"
#include "proofs/lower/checker/types.hpp"

namespace redoubt::lower {

Piece Expressions::as_type(clang::QualType type, clang::Expr const* operand) {
    return {"(" + c_type(unit_, type, operand->getBeginLoc()) + ")" + value(operand).at(Level::Unary), Level::Unary};
}

// An integral conversion that gives the same number for every value of the operand, or for the constant that it is.
bool Expressions::keeps_value(clang::CastExpr const* cast) const {
    auto const from = cast->getSubExpr()->getType();
    auto const to = cast->getType();
    if (!to->isIntegralOrEnumerationType() || !from->isIntegralOrEnumerationType() || to->isBooleanType())
        return from->isBooleanType();
    auto const from_width = from->isBooleanType() ? 1 : unit_.ast.getIntWidth(from);
    auto const to_width = unit_.ast.getIntWidth(to);
    bool const from_signed = from->isSignedIntegerOrEnumerationType();
    bool const to_signed = to->isSignedIntegerOrEnumerationType();
    if (from_signed == to_signed ? from_width <= to_width : (!from_signed && from_width < to_width)) return true;
    clang::Expr::EvalResult result;
    if (!cast->getSubExpr()->EvaluateAsInt(result, unit_.ast)) return false;
    auto const number = result.Val.getInt();
    if (number.isNegative()) return to_signed && number.getSignificantBits() <= to_width;
    return number.getActiveBits() <= (to_signed ? to_width - 1 : to_width);
}

Piece Expressions::integral_cast(clang::CastExpr const* cast, bool is_implicit) {
    auto const* operand = cast->getSubExpr();
    if (!is_implicit) return as_type(cast->getType(), operand);
    if (!keeps_value(cast)) {
        unit_.reject(cast->getBeginLoc(), Rule::ImplicitNarrowing,
                     "an implicit conversion from '" + operand->getType().getAsString() + "' to '" +
                         cast->getType().getAsString() + "' can change the value");
        return {"0"};
    }
    auto const is_int = cast->getType()->isSpecificBuiltinType(clang::BuiltinType::Int);
    if (is_int && unit_.ast.getIntWidth(operand->getType()) < 32) return value(operand); // C promotes as well
    auto const* number = llvm::dyn_cast<clang::IntegerLiteral>(bare(operand));
    bool const int_number = number && number->getType()->isSpecificBuiltinType(clang::BuiltinType::Int);
    if (int_number && unit_.ast.getIntWidth(cast->getType()) >= 32)
        return value(operand); // C converts to the other operand's type
    return as_type(cast->getType(), operand);
}

void Expressions::refuse_cast(clang::CastExpr const* cast, bool is_implicit) {
    switch (cast->getCastKind()) {
    case clang::CK_BitCast:
    case clang::CK_PointerToIntegral:
    case clang::CK_IntegralToPointer:
    case clang::CK_BaseToDerived:
    case clang::CK_DerivedToBase:
    case clang::CK_UncheckedDerivedToBase:
    case clang::CK_LValueBitCast:
    case clang::CK_AddressSpaceConversion: return unit_.reject(cast->getBeginLoc(), Rule::PointerCast);
    case clang::CK_FunctionToPointerDecay:
    case clang::CK_MemberPointerToBoolean:
    case clang::CK_NullToMemberPointer: return unit_.reject(cast->getBeginLoc(), Rule::FunctionPointer);
    case clang::CK_FloatingCast:
    case clang::CK_FloatingToIntegral:
    case clang::CK_IntegralToFloating:
    case clang::CK_FloatingToBoolean: return unit_.reject(cast->getBeginLoc(), Rule::Floating);
    case clang::CK_IntegralToBoolean:
    case clang::CK_PointerToBoolean:
        if (is_implicit) {
            return unit_.reject(cast->getBeginLoc(), Rule::ImplicitNarrowing,
                                "an implicit conversion from '" + cast->getSubExpr()->getType().getAsString() +
                                    "' to 'bool'");
        }
        [[fallthrough]];
    default:
        return unit_.reject(cast->getBeginLoc(), Rule::Construct,
                            std::string("the conversion ") + cast->getCastKindName());
    }
}

Piece Expressions::explicit_cast(clang::CastExpr const* cast) {
    if (auto const* functional = llvm::dyn_cast<clang::CXXFunctionalCastExpr>(cast)) { // T{...}
        auto const* list = llvm::dyn_cast<clang::InitListExpr>(bare(functional->getSubExpr()));
        if (list && cast->getType()->isRecordType()) return compound_literal(list);
        if (functional->isListInitialization() && cast->getType()->isRecordType())
            return value(functional->getSubExpr());
        if (list && list->getNumInits() == 1) return as_type(cast->getType(), list->getInit(0));
    }
    if (llvm::isa<clang::CXXDynamicCastExpr>(cast)) return refuse(cast);
    if (!llvm::isa<clang::CXXStaticCastExpr>(cast)) {
        bool const between_pointers =
            cast->getCastKind() == clang::CK_BitCast || cast->getCastKind() == clang::CK_LValueBitCast ||
            cast->getCastKind() == clang::CK_PointerToIntegral || cast->getCastKind() == clang::CK_IntegralToPointer;
        unit_.reject(cast->getBeginLoc(), between_pointers ? Rule::PointerCast : Rule::Cast);
        return {"0"};
    }
    // Clang notes the conversion itself as an implicit part of the static_cast.
    auto const* part = llvm::dyn_cast<clang::ImplicitCastExpr>(cast->getSubExpr());
    bool const converts = part && part->isPartOfExplicitCast() && part->getCastKind() != clang::CK_LValueToRValue &&
                          part->getCastKind() != clang::CK_NoOp;
    if (converts && cast->getCastKind() == clang::CK_NoOp) cast = part;
    switch (cast->getCastKind()) {
    case clang::CK_NoOp:
        return cast->isGLValue() ? value(cast->getSubExpr()) : as_type(cast->getType(), cast->getSubExpr());
    case clang::CK_IntegralCast: return integral_cast(cast, false);
    case clang::CK_IntegralToBoolean:
    case clang::CK_ToVoid: return as_type(cast->getType(), cast->getSubExpr());
    default: refuse_cast(cast, false); return {"0"};
    }
}

Piece Expressions::cast(clang::CastExpr const* cast) {
    if (!llvm::isa<clang::ImplicitCastExpr>(cast)) return explicit_cast(cast);
    switch (cast->getCastKind()) {
    case clang::CK_LValueToRValue:
    case clang::CK_NoOp:
    case clang::CK_ArrayToPointerDecay: return value(cast->getSubExpr());
    case clang::CK_IntegralCast: return integral_cast(cast, true);
    case clang::CK_NullToPointer: return {"((void *)0)"};
    default: refuse_cast(cast, true); return {"0"};
    }
}

Piece Expressions::converted(clang::Expr const* expr) {
    auto const* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(bare(expr));
    if (cast && cast->getCastKind() == clang::CK_IntegralCast && keeps_value(cast)) return value(cast->getSubExpr());
    return value(expr);
}

} // namespace redoubt::lower
