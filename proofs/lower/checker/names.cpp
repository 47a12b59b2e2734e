// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/names.hpp"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/raw_ostream.h"

namespace redoubt::lower {

namespace {

// Keywords of C11 that are none of C++, and what the lowering uses itself.
std::set<std::string> const kWordsOfC{"restrict", "self",    "_Bool",    "_Static_assert", "_Alignas",
                                      "_Alignof", "_Atomic", "_Generic", "_Noreturn"};
// Words that Frama-C reads as types inside a term; the other keywords of ACSL it takes as names there.
std::set<std::string> const kWordsOfAcsl{"integer", "real", "boolean"};

} // namespace

Names::Names(clang::ASTContext& ast, Report& report) : report_(report), mangler_(ast.createMangleContext()) {}

std::string Names::flat_in(clang::DeclContext const* context, std::string const& name) const {
    std::string flat = name;
    for (; context && !context->isTranslationUnit(); context = context->getParent()) {
        if (auto const* outer = llvm::dyn_cast<clang::NamedDecl>(context)) flat = outer->getNameAsString() + "_" + flat;
    }
    return flat;
}

std::string Names::c_name(clang::NamedDecl const* decl) const {
    if (auto const* variable = llvm::dyn_cast<clang::VarDecl>(decl); variable && variable->isLocalVarDeclOrParm())
        return decl->getNameAsString();
    if (llvm::isa<clang::FieldDecl, clang::ParmVarDecl>(decl)) return decl->getNameAsString();
    if (auto const* function = llvm::dyn_cast<clang::FunctionDecl>(decl); function && function->isExternC())
        return decl->getNameAsString();
    if (decl->getASTContext().getSourceManager().isInSystemHeader(decl->getLocation())) return decl->getNameAsString();
    return flat_in(decl->getDeclContext(), decl->getNameAsString());
}

std::string Names::symbol(clang::ValueDecl const* decl) const {
    if (!mangler_->shouldMangleDeclName(decl)) return decl->getNameAsString();
    std::string name;
    llvm::raw_string_ostream stream(name);
    if (auto const* function = llvm::dyn_cast<clang::FunctionDecl>(decl))
        mangler_->mangleName(clang::GlobalDecl(function), stream);
    else
        mangler_->mangleName(clang::GlobalDecl(llvm::cast<clang::VarDecl>(decl)), stream);
    return name;
}

bool Names::is_reserved(std::string const& name, bool in_terms) {
    bool const reserved = name.find("__") != std::string::npos || (name[0] == '_' && name[1] >= 'A' && name[1] <= 'Z');
    return reserved || kWordsOfC.count(name) || (in_terms && kWordsOfAcsl.count(name));
}

void Names::check_reserved(clang::NamedDecl const* decl) {
    auto const name = c_name(decl);
    bool const in_terms = !llvm::isa<clang::FunctionDecl, clang::NamespaceDecl>(decl);
    if (is_reserved(name, in_terms)) report_.reject(decl->getLocation(), Rule::ReservedName, "the name '" + name + "'");
}

void Names::declare(clang::NamedDecl const* decl) {
    check_reserved(decl);
    declared_names_.insert(decl->getNameAsString());
    auto const [owner, is_new] = owners_.emplace(c_name(decl), decl->getCanonicalDecl());
    if (!is_new && owner->second != decl->getCanonicalDecl()) {
        report_.reject(decl->getLocation(), Rule::NameClash,
                       "'" + decl->getQualifiedNameAsString() + "' lowers to " + owner->first +
                           ", which another entity has");
    }
}

bool Names::claim(std::string const& c_name, clang::SourceLocation where) {
    if (is_reserved(c_name, true)) report_.reject(where, Rule::ReservedName, "the name '" + c_name + "'");
    if (owners_.emplace(c_name, nullptr).second) return true;
    report_.reject(where, Rule::NameClash, "'" + c_name + "' is already the C name of another entity");
    return false;
}

void Names::declare_constant(clang::NamedDecl const* decl) {
    declare(decl);
    constants_.insert(c_name(decl));
}

void Names::add_inner(clang::NamedDecl const* decl) {
    if (!decl->getIdentifier()) return;
    check_reserved(decl);
    auto const name = decl->getNameAsString();
    inner_.emplace(name, decl->getLocation());
    if (llvm::isa<clang::FieldDecl>(decl))
        fields_.insert(name);
    else
        locals_.emplace(name, decl->getLocation());
}

void Names::check_inner() const {
    for (auto const& [name, where] : locals_) {
        if (owners_.count(name))
            report_.reject(where, Rule::NameClash,
                           "'" + name + "' is also the C name of a declaration at namespace level");
    }
    for (auto const& [name, where] : inner_) {
        if (constants_.count(name))
            report_.reject(where, Rule::NameClash, "'" + name + "' is also the C name of a constant");
    }
}

} // namespace redoubt::lower
