// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>

namespace redoubt::mutants {

// A replacement that an operator proposes, in offsets of the main file.
struct Edit {
    std::string rule;
    std::size_t offset;
    std::size_t length;
    std::string replacement;
};

// What an operator sees: one statement or expression of a function's body, and where it stands.
class Site {
public:
    Site(clang::ASTContext& context, clang::Stmt const& statement, clang::Stmt const* parent, std::vector<Edit>& edits)
        : context_(context), statement_(statement), parent_(parent), edits_(edits) {}

    template <class Node>
    [[nodiscard]] Node const* as() const {
        return llvm::dyn_cast<Node>(&statement_);
    }
    [[nodiscard]] clang::Stmt const* parent() const { return parent_; }
    [[nodiscard]] clang::ASTContext& context() const { return context_; }

    [[nodiscard]] std::string text(clang::SourceRange range) const;

    // Text that does not stand in the file as such (macros, implicit code) is left alone.
    void replace(char const* rule, clang::SourceRange range, std::string replacement) const;
    void replace_token(char const* rule, clang::SourceLocation at, std::string replacement) const;

private:
    clang::ASTContext& context_;
    clang::Stmt const& statement_;
    clang::Stmt const* parent_;
    std::vector<Edit>& edits_;
};

} // namespace redoubt::mutants
