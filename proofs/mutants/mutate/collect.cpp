// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/mutate/collect.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <clang/AST/DeclCXX.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/AST/StmtCXX.h>

#include "proofs/mutants/mutate/operators.hpp"

namespace redoubt::mutants {
namespace {

class Functions : public clang::RecursiveASTVisitor<Functions> {
public:
    Functions(clang::ASTContext& context, std::string const& file) : context_(context), file_(file) {}

    bool VisitFunctionDecl(clang::FunctionDecl* function) {
        auto const& sources = context_.getSourceManager();
        if (!function->doesThisDeclarationHaveABody() || function->isImplicit() || function->isDefaulted()) return true;
        if (!sources.isWrittenInMainFile(function->getBody()->getBeginLoc())) return true;
        std::vector<Edit> edits;
        walk(*function->getBody(), nullptr, edits);
        number(*function, edits);
        return true;
    }
    std::vector<Mutation> found;

private:
    void walk(clang::Stmt const& statement, clang::Stmt const* parent, std::vector<Edit>& edits) {
        propose(Site(context_, statement, parent, edits));
        if (auto const* const label = llvm::dyn_cast<clang::CaseStmt>(&statement)) {
            walk(*label->getSubStmt(), label, edits); // its value is a name of the case, not a computation
            return;
        }
        // Parentheses and casts are no place of their own.
        auto const* const place = llvm::isa<clang::ExprWithCleanups>(statement) ? parent : &statement;
        for (auto const* const child : statement.children())
            if (child) walk(*child, place, edits);
    }

    // A wrong text that two operators propose is one mutant. Ordinals count in the order of the text.
    void number(clang::FunctionDecl const& function, std::vector<Edit> edits) {
        std::ranges::sort(edits, [](Edit const& a, Edit const& b) {
            return std::tie(a.offset, a.length, a.rule, a.replacement) <
                   std::tie(b.offset, b.length, b.rule, b.replacement);
        });
        auto const& sources = context_.getSourceManager();
        auto const text = sources.getBufferData(sources.getMainFileID());
        auto const name = function.getQualifiedNameAsString();
        std::set<std::tuple<std::size_t, std::size_t, std::string>> seen;
        std::map<std::string, unsigned> ordinals;
        for (auto const& edit : edits) {
            if (!seen.emplace(edit.offset, edit.length, edit.replacement).second) continue;
            auto const start = static_cast<unsigned>(edit.offset);
            found.push_back({.id = file_ + ":" + name + ":" + edit.rule + ":" + std::to_string(++ordinals[edit.rule]),
                             .file = file_,
                             .function = name,
                             .rule = edit.rule,
                             .line = sources.getLineNumber(sources.getMainFileID(), start),
                             .column = sources.getColumnNumber(sources.getMainFileID(), start),
                             .offset = edit.offset,
                             .length = edit.length,
                             .original = text.substr(edit.offset, edit.length).str(),
                             .replacement = edit.replacement});
        }
    }

    clang::ASTContext& context_;
    std::string const& file_;
};

} // namespace

std::vector<Mutation> collect(clang::ASTContext& context, std::string const& file) {
    Functions functions(context, file);
    functions.TraverseDecl(context.getTranslationUnitDecl());
    return std::move(functions.found);
}

} // namespace redoubt::mutants
