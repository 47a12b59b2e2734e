// SPDX-License-Identifier: Apache-2.0
// Operators, with parentheses where C needs them and where a reader should not have to rank.
#include "proofs/lower/checker/expressions.hpp"

namespace redoubt::lower {

namespace {

Level binary_level(clang::BinaryOperatorKind op) {
    switch (op) {
    case clang::BO_Mul:
    case clang::BO_Div:
    case clang::BO_Rem: return Level::Multiplicative;
    case clang::BO_Add:
    case clang::BO_Sub: return Level::Additive;
    case clang::BO_Shl:
    case clang::BO_Shr: return Level::Shift;
    case clang::BO_LT:
    case clang::BO_GT:
    case clang::BO_LE:
    case clang::BO_GE: return Level::Relation;
    case clang::BO_EQ:
    case clang::BO_NE: return Level::Equality;
    case clang::BO_And: return Level::And;
    case clang::BO_Xor: return Level::Xor;
    case clang::BO_Or: return Level::Or;
    case clang::BO_LAnd: return Level::LogicalAnd;
    case clang::BO_LOr: return Level::LogicalOr;
    default: return Level::Assign;
    }
}

Level next(Level level) {
    return static_cast<Level>(static_cast<int>(level) + 1);
}

// Operators that an auditor should not have to rank: these get parentheses inside any other binary operator.
Level readable(Level level) {
    return level >= Level::Or && level <= Level::And ? Level::Unary : level;
}

} // namespace

Piece Expressions::unary(clang::UnaryOperator const* op) {
    switch (op->getOpcode()) {
    case clang::UO_AddrOf: return address(op->getSubExpr());
    case clang::UO_Deref:
    case clang::UO_Minus:
    case clang::UO_Plus:
    case clang::UO_Not:
    case clang::UO_LNot: {
        auto const operand = value(op->getSubExpr()).at(Level::Primary);
        return {clang::UnaryOperator::getOpcodeStr(op->getOpcode()).str() + operand, Level::Unary};
    }
    case clang::UO_PreInc:
    case clang::UO_PreDec:
    case clang::UO_PostInc:
    case clang::UO_PostDec: unit_.reject(op->getBeginLoc(), Rule::IncrementValue); return {"0"};
    default: return refuse(op);
    }
}

Piece Expressions::binary(clang::BinaryOperator const* op) {
    auto const kind = op->getOpcode();
    if (op->isAssignmentOp()) {
        unit_.reject(op->getOperatorLoc(), Rule::AssignmentValue);
        return {"0"};
    }
    if (kind == clang::BO_Comma) {
        unit_.reject(op->getOperatorLoc(), Rule::Comma);
        return {"0"};
    }
    auto const level = binary_level(kind);
    if (level == Level::Assign) return refuse(op);
    bool const same_chain = level >= Level::Or && level <= Level::And;
    auto const left = value(op->getLHS());
    auto const right = value(op->getRHS());
    auto const left_wanted = same_chain && left.level == level ? level : readable(level);
    return {left.at(left_wanted) + " " + op->getOpcodeStr().str() + " " + mark(op->getRHS()) +
                right.at(std::max(next(level), readable(level))),
            level};
}

Piece Expressions::conditional(clang::ConditionalOperator const* op) {
    if (op->getType()->isBooleanType()) unit_.reject(op->getQuestionLoc(), Rule::BoolChoice); // C makes its arms int
    auto const condition_text = value(op->getCond()).at(Level::LogicalOr);
    auto const yes = value(op->getTrueExpr()).at(Level::LogicalOr);
    auto const no = value(op->getFalseExpr()).at(Level::Conditional);
    return {condition_text + " ? " + mark(op->getTrueExpr()) + yes + " : " + mark(op->getFalseExpr()) + no,
            Level::Conditional};
}

} // namespace redoubt::lower
