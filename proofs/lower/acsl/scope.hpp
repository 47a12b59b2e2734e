// SPDX-License-Identifier: Apache-2.0
// What a name in an annotation means where it stands: C++ scoping, with the logic names declared in annotations.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "proofs/lower/checker/names.hpp"
#include "clang/AST/ASTContext.h"

namespace redoubt::lower {

enum class Meaning {
    Unknown,
    Ambiguous,
    Value,
    Reference,
    Member,
    StaticMember,
    Constant,
    Type,
    Logic,
    LogicType,
    Function,
    GhostFunction,
    Space
};

struct Found {
    Meaning meaning = Meaning::Unknown;
    std::string text;                          // in C
    clang::DeclContext const* space = nullptr; // whose members a qualified name finds
};

class Scope {
public:
    Scope(clang::ASTContext& ast, Names& names) : ast_(ast), names_(names) {}

    // A frame of local names; it ends with the guard.
    class Frame {
    public:
        explicit Frame(Scope& scope) : scope_(scope) { scope_.frames_.emplace_back(); }
        ~Frame() { scope_.frames_.pop_back(); }
        Frame(Frame const&) = delete;
        Frame& operator=(Frame const&) = delete;

    private:
        Scope& scope_;
    };

    // Where names are looked up from; it ends with the guard, and the outer locals are hidden meanwhile.
    class Place {
    public:
        Place(Scope& scope, clang::DeclContext const* context, bool has_object);
        ~Place();
        Place(Place const&) = delete;
        Place& operator=(Place const&) = delete;

    private:
        Scope& scope_;
        clang::DeclContext const* context_;
        bool has_object_;
        std::vector<std::map<std::string, Found>> frames_;
        std::vector<std::string> behaviours_;
    };

    void add_local(std::string const& name, Meaning meaning);
    void add_label(std::string const& name) { frames_.back()[name + ":"] = {Meaning::Value, name, nullptr}; }
    [[nodiscard]] bool knows_label(std::string const& name) const;
    // A local or member of that name: binding it again would hide it.
    [[nodiscard]] bool would_hide(std::string const& name) const;

    // Declares a logic name in the present context and gives its C name; empty when that name is taken.
    std::string add_logic(std::string const& name, Meaning meaning, clang::SourceLocation where);

    // Changes what a name declared so in the present context means.
    void set_logic(std::string const& name, Meaning meaning) {
        logic_[{context_->getPrimaryContext(), name}].meaning = meaning;
    }

    // `name` may be qualified; only what is declared before `where` is found, members of the present class excepted.
    [[nodiscard]] Found find(std::string const& name, clang::SourceLocation where) const;
    [[nodiscard]] bool is_some_field(std::string const& name) const { return names_.is_field(name); }
    [[nodiscard]] bool has_object() const { return has_object_; }
    // A visible name that looks much like `name`, or nothing.
    [[nodiscard]] std::string nearest(std::string const& name, clang::SourceLocation where) const;

    std::vector<std::string> behaviours; // of the function that the annotation stands in

private:
    [[nodiscard]] Found find_in(clang::DeclContext const* context, std::string const& name,
                                clang::SourceLocation where) const;
    [[nodiscard]] Found describe(clang::NamedDecl const* decl) const;
    [[nodiscard]] bool is_visible(clang::NamedDecl const* decl, clang::SourceLocation where) const;

    clang::ASTContext& ast_;
    Names& names_;
    clang::DeclContext const* context_ = nullptr;
    bool has_object_ = false;
    std::vector<std::map<std::string, Found>> frames_;
    std::map<std::pair<clang::DeclContext const*, std::string>, Found> logic_;
};

} // namespace redoubt::lower
