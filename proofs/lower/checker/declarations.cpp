// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/declarations.hpp"

#include "proofs/lower/checker/types.hpp"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

namespace redoubt::lower {

void Declarations::translation_unit() {
    unit_.out.directive("#include <stddef.h>");
    unit_.out.directive("#include <stdint.h>");
    context(unit_.ast.getTranslationUnitDecl());
    attach_.check_consumed();
    unit_.names.check_inner();
}

void Declarations::context(clang::DeclContext const* context) {
    Scope::Place const place(unit_.scope, context, false);
    for (auto const* decl : context->decls()) {
        if (decl->isImplicit() || !unit_.is_project(decl->getLocation())) continue;
        declaration(decl);
    }
    if (auto const* space = llvm::dyn_cast<clang::NamespaceDecl>(context)) {
        attach_.misplaced(attach_.before_declaration(space->getRBraceLoc()));
    } else if (context->isTranslationUnit()) {
        attach_.misplaced(attach_.before_declaration({}));
    }
}

void Declarations::declaration(clang::Decl const* decl) {
    auto* contract = attach_.before_declaration(decl->getBeginLoc());
    check_attributes(decl);
    if (auto const* f = llvm::dyn_cast<clang::FunctionDecl>(decl)) return function(f, contract);
    if (llvm::isa<clang::TemplateDecl, clang::ClassTemplateSpecializationDecl>(decl))
        return refuse(decl, Rule::Template);
    attach_.misplaced(contract);
    if (auto const* d = llvm::dyn_cast<clang::NamespaceDecl>(decl)) return enclosed(d);
    if (auto const* d = llvm::dyn_cast<clang::LinkageSpecDecl>(decl)) return context(d);
    if (auto const* d = llvm::dyn_cast<clang::TypedefNameDecl>(decl)) return alias(d);
    if (auto const* d = llvm::dyn_cast<clang::EnumDecl>(decl)) return enumeration(d);
    if (auto const* d = llvm::dyn_cast<clang::VarDecl>(decl)) return variable(d);
    if (auto const* d = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) return record(d);
    other(decl);
}

void Declarations::other(clang::Decl const* decl) {
    // These are for the C++ compiler alone, which has checked them.
    if (llvm::isa<clang::StaticAssertDecl, clang::EmptyDecl, clang::AccessSpecDecl, clang::UsingDecl,
                  clang::NamespaceAliasDecl>(decl))
        return;
    if (llvm::isa<clang::UsingDirectiveDecl>(decl)) return unit_.reject(decl->getLocation(), Rule::UsingDirective);
    if (llvm::isa<clang::FileScopeAsmDecl>(decl)) return unit_.reject(decl->getLocation(), Rule::Assembly);
    unit_.reject(decl->getLocation(), Rule::Construct, std::string("a declaration of kind ") + decl->getDeclKindName());
}

// What is refused as a whole is not looked into, nor are its annotations.
void Declarations::refuse(clang::Decl const* decl, Rule rule, std::string const& found) {
    unit_.reject(decl->getLocation(), rule, found);
    attach_.discard_until(decl->getEndLoc());
}

void Declarations::check_attributes(clang::Decl const* decl) {
    for (auto const* attribute : decl->attrs()) {
        if (attribute->isImplicit() || llvm::isa<clang::WarnUnusedResultAttr, clang::UnusedAttr>(attribute)) continue;
        unit_.reject(attribute->getLocation(), Rule::Attribute);
    }
}

void Declarations::enclosed(clang::NamespaceDecl const* space) {
    if (space->isAnonymousNamespace()) return refuse(space, Rule::Anonymous);
    context(space);
}

void Declarations::alias(clang::TypedefNameDecl const* alias) {
    unit_.names.declare(alias);
    unit_.out.go_to(unit_.point(alias->getBeginLoc()));
    unit_.out.put("typedef " +
                  c_declaration(unit_, alias->getUnderlyingType(), unit_.names.c_name(alias), alias->getLocation()) +
                  ";");
}

// A constant is a macro in C: that alone holds 64 bits and is known to the compiler, to array sizes and to ACSL.
void Declarations::constant(clang::NamedDecl const* decl, clang::QualType type, llvm::APSInt const& number) {
    bool const is_long = unit_.ast.getTypeSize(type) == 64;
    bool const is_unsigned = type->isUnsignedIntegerOrEnumerationType();
    auto const digits = number.getActiveBits() > 16 && !number.isNegative() ? "0x" + llvm::toString(number, 16)
                                                                            : llvm::toString(number, 10);
    bool const is_least = is_long && number.isNegative() && number.isMinSignedValue(); // C has no literal for it
    auto const text = is_least                ? std::string("(-0x7fffffffffffffffl - 1)")
                      : type->isBooleanType() ? std::string(number != 0 ? "1" : "0")
                                              : digits + (is_unsigned ? "u" : "") + (is_long ? "l" : "");
    unit_.out.directive("#define " + unit_.names.c_name(decl) + " ((" + c_type(unit_, type, decl->getLocation()) + ")" +
                        text + ")");
}

void Declarations::enumeration(clang::EnumDecl const* enumeration) {
    if (!enumeration->isScoped() || !enumeration->isFixed())
        return unit_.reject(enumeration->getLocation(), Rule::Enum);
    unit_.names.declare(enumeration);
    if (!enumeration->isFirstDecl() && !enumeration->isThisDeclarationADefinition()) return;
    unit_.out.go_to(unit_.point(enumeration->getBeginLoc()));
    unit_.out.put("typedef " +
                  c_declaration(unit_, enumeration->getIntegerType(), unit_.names.c_name(enumeration),
                                enumeration->getLocation()) +
                  ";");
    auto const type = unit_.ast.getTypeDeclType(enumeration);
    for (auto const* enumerator : enumeration->enumerators()) {
        unit_.names.declare_constant(enumerator);
        constant(enumerator, type, enumerator->getInitVal());
    }
}

void Declarations::variable(clang::VarDecl const* variable) {
    auto const where = variable->getLocation();
    if (llvm::isa<clang::VarTemplateSpecializationDecl>(variable)) return unit_.reject(where, Rule::Template);
    if (!variable->isConstexpr()) return unit_.reject(where, Rule::Global);
    auto const type = variable->getType();
    bool const is_number = type->isIntegralOrEnumerationType();
    if (is_number)
        unit_.names.declare_constant(variable);
    else
        unit_.names.declare(variable);
    unit_.out.go_to(unit_.point(variable->getBeginLoc()));
    auto const* number = variable->evaluateValue();
    if (is_number) {
        if (number && number->isInt()) constant(variable, type.getUnqualifiedType(), number->getInt());
        return;
    }
    auto const c_name = unit_.names.c_name(variable);
    unit_.map.globals.push_back({unit_.names.symbol(variable), c_name});
    unit_.out.put("static " + c_declaration(unit_, type, c_name, where) + " = " +
                  statements_.initialiser(variable->getInit()) + ";");
}

} // namespace redoubt::lower
