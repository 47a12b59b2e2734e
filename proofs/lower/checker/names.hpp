// SPDX-License-Identifier: Apache-2.0
// C names: a qualified C++ name with "::" replaced by "_". Every C name belongs to one entity.
#pragma once

#include <map>
#include <set>
#include <string>

#include "proofs/lower/report.hpp"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Mangle.h"

namespace redoubt::lower {

class Names {
public:
    Names(clang::ASTContext& ast, Report& report);

    [[nodiscard]] std::string c_name(clang::NamedDecl const* decl) const;
    // The C name that `name` gets in `context`.
    [[nodiscard]] std::string flat_in(clang::DeclContext const* context, std::string const& name) const;
    // The symbol of a function or variable in the C++ object.
    [[nodiscard]] std::string symbol(clang::ValueDecl const* decl) const;

    // Takes the C name of a declaration for it; says so when another entity has it.
    void declare(clang::NamedDecl const* decl);
    // Takes a C name for a logic entity; false when another entity has it.
    bool claim(std::string const& c_name, clang::SourceLocation where);
    // Notes a field or local, and says when its name is no good for C or ACSL.
    void add_inner(clang::NamedDecl const* decl);
    // Takes the C name of a constant, which is a macro in C.
    void declare_constant(clang::NamedDecl const* decl);
    // A local must not have the C name of another entity, nor a field that of a constant.
    void check_inner() const;

    // A keyword or a reserved name, in C or (for what stands in terms) in ACSL.
    [[nodiscard]] static bool is_reserved(std::string const& name, bool in_terms);
    [[nodiscard]] bool is_taken(std::string const& c_name) const { return owners_.count(c_name) != 0; }
    [[nodiscard]] bool is_field(std::string const& name) const { return fields_.count(name) != 0; }
    [[nodiscard]] std::set<std::string> const& declared_names() const { return declared_names_; }

private:
    void check_reserved(clang::NamedDecl const* decl);

    Report& report_;
    std::unique_ptr<clang::MangleContext> mangler_;
    std::map<std::string, clang::Decl const*> owners_;
    std::map<std::string, clang::SourceLocation> locals_;
    std::map<std::string, clang::SourceLocation> inner_; // fields as well
    std::set<std::string> constants_;
    std::set<std::string> fields_;
    std::set<std::string> declared_names_;
};

} // namespace redoubt::lower
