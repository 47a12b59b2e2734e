// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/types.hpp"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/Type.h"

namespace redoubt::lower {

namespace {

// One step through what only says how a type was written; a typedef stays.
clang::QualType without_sugar(clang::ASTContext const& ast, clang::QualType type) {
    while (!llvm::isa<clang::TypedefType>(type.getTypePtr())) {
        auto const next = type.getSingleStepDesugaredType(ast);
        if (next == type) break;
        type = next;
    }
    return type;
}

std::string base_name(Unit& unit, clang::QualType type, clang::SourceLocation where) {
    if (auto const* alias = llvm::dyn_cast<clang::TypedefType>(type.getTypePtr()))
        return unit.names.c_name(alias->getDecl());
    if (auto const* record = llvm::dyn_cast<clang::RecordType>(type.getTypePtr()))
        return unit.names.c_name(record->getDecl());
    if (auto const* enumeration = llvm::dyn_cast<clang::EnumType>(type.getTypePtr()))
        return unit.names.c_name(enumeration->getDecl());
    if (type->isBooleanType()) return "_Bool";
    if (type->isVoidType()) return "void";
    if (type->isRealFloatingType()) {
        unit.reject(where, Rule::Floating);
    } else if (type->isBuiltinType() && type->isIntegerType() && !type->isWideCharType() &&
               unit.ast.getTypeSize(type) <= 64) {
        return type.getAsString(clang::PrintingPolicy(clang::LangOptions()));
    } else if (type->isDependentType()) {
        unit.reject(where, Rule::Template);
    } else {
        unit.reject(where, Rule::Construct, "the type '" + type.getAsString() + "'");
    }
    return "int";
}

} // namespace

std::string c_declaration(Unit& unit, clang::QualType type, std::string const& declarator,
                          clang::SourceLocation where) {
    type = without_sugar(unit.ast, type);
    if (type.isLocalVolatileQualified()) unit.reject(where, Rule::Volatile);
    std::string const constant = type.isLocalConstQualified() ? "const " : "";
    auto const plain = type.getLocalUnqualifiedType();
    if (plain->isMemberPointerType()) {
        unit.reject(where, Rule::FunctionPointer);
        return "int";
    }
    auto const* bare = plain.getTypePtr();
    if (llvm::isa<clang::PointerType, clang::ReferenceType>(bare)) {
        if (llvm::isa<clang::RValueReferenceType>(bare)) unit.reject(where, Rule::ReferenceKind, "an rvalue reference");
        auto const target = plain->getPointeeType();
        if (target->isFunctionType()) {
            unit.reject(where, Rule::FunctionPointer);
            return "int";
        }
        return c_declaration(unit, target, "*" + constant + declarator, where);
    }
    if (llvm::isa<clang::ConstantArrayType>(bare)) {
        auto const* array = unit.ast.getAsConstantArrayType(type); // with const moved to the elements
        auto const inner = declarator.starts_with("*") ? "(" + declarator + ")" : declarator;
        return c_declaration(unit, array->getElementType(), inner + "[" + std::to_string(array->getZExtSize()) + "]",
                             where);
    }
    if (auto const* decayed = llvm::dyn_cast<clang::DecayedType>(bare))
        return c_declaration(unit, decayed->getDecayedType(), declarator, where);
    return constant + base_name(unit, plain, where) + (declarator.empty() ? "" : " ") + declarator;
}

std::string c_parameter(Unit& unit, clang::QualType type, std::string const& name, clang::SourceLocation where) {
    if (!type->isLValueReferenceType() || type->getPointeeType()->isFunctionType())
        return c_declaration(unit, type, name, where);
    return c_declaration(unit, type->getPointeeType(), name + "[static 1]", where);
}

} // namespace redoubt::lower
