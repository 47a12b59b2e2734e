// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/mutate/site.hpp"

#include <clang/Lex/Lexer.h>

namespace redoubt::mutants {

std::string Site::text(clang::SourceRange range) const {
    return clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(range), context_.getSourceManager(),
                                       context_.getLangOpts())
        .str();
}

void Site::replace(char const* rule, clang::SourceRange range, std::string replacement) const {
    auto const& sources = context_.getSourceManager();
    if (range.isInvalid() || range.getBegin().isMacroID() || range.getEnd().isMacroID()) return;
    if (!sources.isWrittenInMainFile(range.getBegin()) || !sources.isWrittenInMainFile(range.getEnd())) return;
    auto const original = text(range);
    if (original.empty() || original == replacement) return;
    edits_.push_back({rule, sources.getFileOffset(range.getBegin()), original.size(), std::move(replacement)});
}

void Site::replace_token(char const* rule, clang::SourceLocation at, std::string replacement) const {
    replace(rule, {at, at}, std::move(replacement));
}

} // namespace redoubt::mutants
