// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/acsl/scope.hpp"

#include <set>

#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"

namespace redoubt::lower {

Scope::Place::Place(Scope& scope, clang::DeclContext const* context, bool has_object)
    : scope_(scope), context_(scope.context_), has_object_(scope.has_object_) {
    frames_.swap(scope.frames_);
    behaviours_.swap(scope.behaviours);
    scope.frames_.emplace_back();
    scope.context_ = context;
    scope.has_object_ = has_object;
}

Scope::Place::~Place() {
    frames_.swap(scope_.frames_);
    behaviours_.swap(scope_.behaviours);
    scope_.context_ = context_;
    scope_.has_object_ = has_object_;
}

void Scope::add_local(std::string const& name, Meaning meaning) {
    frames_.back()[name] = {meaning, name, nullptr};
}

bool Scope::knows_label(std::string const& name) const {
    static std::set<std::string> const kBuiltIn{"Pre", "Here", "Old", "Post", "LoopEntry", "LoopCurrent", "Init"};
    if (kBuiltIn.count(name)) return true;
    for (auto const& frame : frames_) {
        if (frame.count(name + ":")) return true;
    }
    return false;
}

bool Scope::would_hide(std::string const& name) const {
    if (names_.is_taken(name)) return true; // a C name, maybe a macro
    for (auto const& frame : frames_) {
        if (frame.count(name)) return true;
    }
    for (auto const* context = context_; context; context = context->getLookupParent()) {
        if (!context->isRecord()) continue;
        auto const found = find_in(context, name, {});
        if (found.meaning != Meaning::Unknown) return true;
    }
    return false;
}

std::string Scope::add_logic(std::string const& name, Meaning meaning, clang::SourceLocation where) {
    auto c_name = names_.flat_in(context_, name);
    if (!names_.claim(c_name, where)) return {};
    logic_[{context_->getPrimaryContext(), name}] = {meaning, c_name, nullptr};
    return c_name;
}

bool Scope::is_visible(clang::NamedDecl const* decl, clang::SourceLocation where) const {
    if (where.isInvalid() || decl->getDeclContext()->isRecord()) return true;
    return ast_.getSourceManager().isBeforeInTranslationUnit(decl->getCanonicalDecl()->getBeginLoc(), where);
}

Found Scope::describe(clang::NamedDecl const* decl) const {
    if (auto const* record = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
        if (record->isInjectedClassName()) record = llvm::cast<clang::CXXRecordDecl>(record->getDeclContext());
        return {Meaning::Type, names_.c_name(record), record};
    }
    if (auto const* enumeration = llvm::dyn_cast<clang::EnumDecl>(decl))
        return {Meaning::Type, names_.c_name(decl), enumeration};
    if (auto const* alias = llvm::dyn_cast<clang::TypedefNameDecl>(decl)) {
        auto const* tag = alias->getUnderlyingType()->getAsTagDecl();
        return {Meaning::Type, names_.c_name(alias), tag};
    }
    if (auto const* space = llvm::dyn_cast<clang::NamespaceDecl>(decl)) return {Meaning::Space, {}, space};
    if (auto const* alias = llvm::dyn_cast<clang::NamespaceAliasDecl>(decl))
        return {Meaning::Space, {}, alias->getNamespace()};
    if (llvm::isa<clang::FieldDecl>(decl)) {
        return {has_object_ ? Meaning::Member : Meaning::StaticMember, "self->" + decl->getNameAsString(), nullptr};
    }
    if (llvm::isa<clang::EnumConstantDecl, clang::VarDecl>(decl))
        return {Meaning::Constant, names_.c_name(decl), nullptr};
    if (llvm::isa<clang::FunctionDecl>(decl)) return {Meaning::Function, names_.c_name(decl), nullptr};
    return {};
}

Found Scope::find_in(clang::DeclContext const* context, std::string const& name, clang::SourceLocation where) const {
    auto const logic = logic_.find({context->getPrimaryContext(), name});
    std::set<clang::NamedDecl const*> distinct;
    for (clang::NamedDecl const* decl : context->lookup(clang::DeclarationName(&ast_.Idents.get(name)))) {
        if (llvm::isa<clang::UsingDecl>(decl) || !is_visible(decl, where)) continue;
        auto const* target = decl->getUnderlyingDecl();
        distinct.insert(llvm::cast<clang::NamedDecl>(target->getCanonicalDecl()));
    }
    if (logic != logic_.end()) return distinct.empty() ? logic->second : Found{Meaning::Ambiguous, {}, nullptr};
    if (distinct.empty()) return {};
    if (distinct.size() > 1) return {Meaning::Ambiguous, {}, nullptr};
    return describe(*distinct.begin());
}

Found Scope::find(std::string const& name, clang::SourceLocation where) const {
    auto const first_end = name.find("::");
    auto const first = name.substr(0, first_end);
    Found found;
    for (auto frame = frames_.rbegin(); frame != frames_.rend() && first_end == std::string::npos; ++frame) {
        if (auto const local = frame->find(first); local != frame->end()) return local->second;
    }
    for (auto const* context = context_; context && found.meaning == Meaning::Unknown;
         context = context->getLookupParent()) {
        if (!context->isTransparentContext()) found = find_in(context, first, where);
    }
    for (auto begin = first_end; begin != std::string::npos;) {
        if (!found.space) return {};
        auto const end = name.find("::", begin + 2);
        auto const part = name.substr(begin + 2, end == std::string::npos ? end : end - begin - 2);
        found = find_in(found.space, part, where);
        if (found.meaning == Meaning::Member) found.meaning = Meaning::StaticMember;
        begin = end;
    }
    return found;
}

std::string Scope::nearest(std::string const& name, clang::SourceLocation where) const {
    auto const last = name.rfind("::");
    auto const tail = last == std::string::npos ? name : name.substr(last + 2);
    std::string best;
    unsigned best_distance = static_cast<unsigned>(tail.size()) / 3 + 2; // farther away, a name is no help
    auto consider = [&](std::string const& candidate) {
        auto const distance = llvm::StringRef(candidate).edit_distance(tail, true, best_distance);
        if (distance < best_distance && candidate != tail) best_distance = distance, best = candidate;
    };
    for (auto const& frame : frames_) {
        for (auto const& entry : frame) {
            if (entry.first.back() != ':') consider(entry.first);
        }
    }
    for (auto const& entry : logic_)
        consider(entry.first.second);
    for (auto const& candidate : names_.declared_names())
        consider(candidate);
    for (auto const* context = context_; context; context = context->getLookupParent()) {
        if (context->isTranslationUnit()) break; // full of compiler built-ins
        for (auto const* decl : context->decls()) {
            auto const* named = llvm::dyn_cast<clang::NamedDecl>(decl);
            if (named && named->getIdentifier() && is_visible(named, where)) consider(named->getNameAsString());
        }
    }
    return best;
}

} // namespace redoubt::lower
