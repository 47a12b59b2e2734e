// SPDX-License-Identifier: Apache-2.0
// Classes: the data becomes a struct, member functions become functions on self.
#include "proofs/lower/checker/declarations.hpp"
#include "proofs/lower/checker/types.hpp"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

namespace redoubt::lower {

bool Declarations::check_record(clang::CXXRecordDecl const* record) {
    auto const where = record->getLocation();
    if (record->isUnion()) return unit_.reject(where, Rule::Union), false;
    if (!record->getIdentifier()) return unit_.reject(where, Rule::Anonymous), false;
    if (record->isTemplated() || llvm::isa<clang::ClassTemplateSpecializationDecl>(record))
        return unit_.reject(where, Rule::Template), false;
    if (!record->isThisDeclarationADefinition()) return true;
    if (record->getNumBases()) return unit_.reject(record->bases_begin()->getBeginLoc(), Rule::Inheritance), false;
    if (record->isPolymorphic()) {
        for (auto const* method : record->methods()) {
            if (method->isVirtual()) unit_.reject(method->getLocation(), Rule::Virtual);
        }
        return false;
    }
    bool special = false;
    for (auto const* method : record->methods()) {
        bool const is_special =
            llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl, clang::CXXConversionDecl>(method);
        if (method->isImplicit()) continue;
        if (is_special)
            unit_.reject(method->getLocation(), Rule::SpecialMember);
        else if (method->isOverloadedOperator())
            unit_.reject(method->getLocation(), Rule::Operator);
        special = special || is_special || method->isOverloadedOperator();
    }
    if (special) return false;
    if (record->field_empty()) return unit_.reject(where, Rule::Class, "a class without data"), false;
    return true;
}

void Declarations::inner_types(clang::CXXRecordDecl const* record) {
    for (auto const* decl : record->decls()) {
        if (decl->isImplicit()) continue;
        check_attributes(decl);
        if (llvm::isa<clang::TemplateDecl>(decl)) unit_.reject(decl->getLocation(), Rule::Template);
        if (auto const* inner = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
            bool has_functions = false;
            for (auto const* method : inner->methods())
                has_functions = has_functions || !method->isImplicit();
            if (has_functions)
                unit_.reject(inner->getLocation(), Rule::Class, "a nested class with functions");
            else
                this->record(inner);
        } else if (auto const* enumeration_decl = llvm::dyn_cast<clang::EnumDecl>(decl)) {
            enumeration(enumeration_decl);
        } else if (auto const* alias_decl = llvm::dyn_cast<clang::TypedefNameDecl>(decl)) {
            alias(alias_decl);
        } else if (auto const* constant_decl = llvm::dyn_cast<clang::VarDecl>(decl)) {
            variable(constant_decl);
        }
    }
}

void Declarations::fields(clang::CXXRecordDecl const* record) {
    for (auto const* field : record->fields()) {
        auto const where = field->getLocation();
        if (field->isBitField()) unit_.reject(where, Rule::BitField);
        if (field->hasInClassInitializer()) unit_.reject(where, Rule::MemberInitialiser);
        if (field->getType()->isReferenceType()) unit_.reject(where, Rule::ReferenceKind, "a reference as member");
        if (!field->getIdentifier()) {
            unit_.reject(where, field->getType()->isUnionType() ? Rule::Union : Rule::Anonymous);
            continue;
        }
        unit_.names.add_inner(field);
        unit_.out.go_to(unit_.point(field->getBeginLoc()));
        unit_.out.put(c_declaration(unit_, field->getType(), field->getNameAsString(), where) + ";");
    }
}

void Declarations::record(clang::CXXRecordDecl const* record) {
    if (!check_record(record)) return attach_.discard_until(record->getBraceRange().getEnd());
    auto const name = unit_.names.c_name(record);
    unit_.names.declare(record);
    if (record->isFirstDecl()) {
        unit_.out.go_to(unit_.point(record->getBeginLoc()));
        unit_.out.put("typedef struct " + name + " " + name + ";");
    }
    if (!record->isThisDeclarationADefinition()) return;
    inner_types(record);
    unit_.out.go_to(unit_.point(record->getBeginLoc()));
    unit_.out.put("struct " + name + " {");
    fields(record);
    unit_.out.put(" };");
    auto const tag = std::string(record->isClass() ? "class." : "struct.") + record->getQualifiedNameAsString();
    unit_.map.types.push_back({tag, "struct." + name});
    members(record);
}

void Declarations::members(clang::CXXRecordDecl const* record) {
    {
        Scope::Place const place(unit_.scope, record, false);
        for (auto const* decl : record->decls()) {
            if (decl->isImplicit() || llvm::isa<clang::FieldDecl, clang::CXXRecordDecl, clang::EnumDecl,
                                                clang::TypedefNameDecl, clang::VarDecl, clang::TemplateDecl>(decl))
                continue;
            auto* contract = attach_.before_declaration(decl->getBeginLoc());
            if (auto const* method = llvm::dyn_cast<clang::FunctionDecl>(decl)) {
                function(method, contract);
            } else {
                attach_.misplaced(contract);
                other(decl);
            }
        }
        attach_.misplaced(attach_.before_declaration(record->getBraceRange().getEnd()));
    }
    auto const bodies = std::move(late_bodies_);
    late_bodies_.clear();
    for (auto const* method : bodies)
        late_body(method);
}

} // namespace redoubt::lower
