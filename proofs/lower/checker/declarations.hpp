// SPDX-License-Identifier: Apache-2.0
// C text for declarations, in the order of the translation unit.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "proofs/lower/checker/attach.hpp"
#include "proofs/lower/checker/statements.hpp"
#include "proofs/lower/checker/unit.hpp"
#include "clang/AST/DeclCXX.h"

namespace redoubt::lower {

class Declarations {
public:
    explicit Declarations(Unit& unit) : unit_(unit), attach_(unit), statements_(unit, attach_) {}

    void translation_unit();

private:
    // declarations.cpp
    void context(clang::DeclContext const* context);
    void declaration(clang::Decl const* decl);
    void other(clang::Decl const* decl);
    void enclosed(clang::NamespaceDecl const* space);
    void alias(clang::TypedefNameDecl const* alias);
    void enumeration(clang::EnumDecl const* enumeration);
    void variable(clang::VarDecl const* variable);
    void constant(clang::NamedDecl const* decl, clang::QualType type, llvm::APSInt const& value);
    void refuse(clang::Decl const* decl, Rule rule, std::string const& found = {});
    void check_attributes(clang::Decl const* decl);

    // records.cpp
    void record(clang::CXXRecordDecl const* record);
    bool check_record(clang::CXXRecordDecl const* record);
    void fields(clang::CXXRecordDecl const* record);
    void members(clang::CXXRecordDecl const* record);
    void inner_types(clang::CXXRecordDecl const* record);

    // functions.cpp
    void function(clang::FunctionDecl const* function, Annotation* contract);
    bool check_function(clang::FunctionDecl const* function);
    void check_parameters(clang::FunctionDecl const* function);
    void lower_contract(clang::FunctionDecl const* function, Annotation* contract, FunctionFacts& facts);
    FunctionFacts& facts_of(clang::FunctionDecl const* function);
    std::string signature(clang::FunctionDecl const* function);
    void ghost_parameters(clang::FunctionDecl const* function);
    void declare_parameters(clang::FunctionDecl const* function);
    void late_body(clang::FunctionDecl const* function);

    Unit& unit_;
    Attach attach_;
    Statements statements_;
    std::map<std::string, clang::FunctionDecl const*> overloads_;
    struct GhostParameters {
        std::string text;
        std::vector<std::string> names;
    };
    std::map<clang::FunctionDecl const*, GhostParameters> ghosts_; // by declaration
    std::vector<clang::FunctionDecl const*> late_bodies_; // of functions defined in a class, which may use all of it
};

} // namespace redoubt::lower
