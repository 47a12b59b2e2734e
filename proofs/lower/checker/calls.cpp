// SPDX-License-Identifier: Apache-2.0
// Calls of functions and member functions.
#include "proofs/lower/acsl/parser.hpp"
#include "proofs/lower/checker/expressions.hpp"

namespace redoubt::lower {

Piece Expressions::call(clang::CallExpr const* call) {
    if (auto const* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(call)) {
        auto const* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(op->getDirectCallee());
        bool const copies = method && method->isCopyAssignmentOperator() && method->isTrivial();
        unit_.reject(op->getOperatorLoc(), copies ? Rule::AssignmentValue : Rule::Operator);
        return {"0"};
    }
    auto const* callee = call->getDirectCallee();
    if (!callee) {
        unit_.reject(call->getBeginLoc(), call->isTypeDependent() ? Rule::Template : Rule::FunctionPointer,
                     call->isTypeDependent() ? "" : "a call through a pointer");
        return {"0"};
    }
    if (callee->isTemplateInstantiation()) {
        unit_.reject(call->getBeginLoc(), Rule::Template);
        return {"0"};
    }
    if (callee->getBuiltinID() != 0 || !unit_.is_project(callee->getLocation())) {
        unit_.reject(call->getBeginLoc(), Rule::Construct,
                     "a call of '" + callee->getNameAsString() + "', which the project does not declare,");
        return {"0"};
    }
    unit_.calls[function_->getCanonicalDecl()].push_back(callee->getCanonicalDecl());
    std::string text;
    if (auto const* member_call = llvm::dyn_cast<clang::CXXMemberCallExpr>(call)) {
        auto const* object = llvm::dyn_cast<clang::MemberExpr>(bare(member_call->getCallee()));
        if (!object) return refuse(call);
        if (llvm::cast<clang::CXXMethodDecl>(callee)->isInstance())
            text = object->isArrow() ? value(object->getBase()).text : address(object->getBase()).text;
    }
    for (unsigned i = 0; i < call->getNumArgs(); ++i) {
        auto const* argument = call->getArg(i);
        if (llvm::isa<clang::CXXDefaultArgExpr>(argument)) {
            unit_.reject(call->getBeginLoc(), Rule::DefaultArgument);
            continue;
        }
        bool const by_reference = i < callee->getNumParams() && callee->getParamDecl(i)->getType()->isReferenceType();
        if (!text.empty()) text += ", ";
        text += mark(argument) + (by_reference ? address(argument) : converted(argument)).text;
    }
    std::string ghost;
    if (auto* list = attach_.list_after(call->getRParenLoc())) {
        auto const resolved = Parser(*list, unit_.scope, unit_.report).ghost_arguments();
        attach_.note(*list, resolved, attach_.function);
        ghost = " " + line_mark(unit_.point(list->begin).line) + resolved.text;
    }
    return {unit_.names.c_name(callee) + "(" + text + ")" + ghost};
}

} // namespace redoubt::lower
