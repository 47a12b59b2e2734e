// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/acsl/collect.hpp"

#include <algorithm>

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace redoubt::lower {

namespace {

void collect_file(clang::ASTContext const& ast, clang::FileID file, std::vector<Annotation>& found) {
    auto const& sources = ast.getSourceManager();
    clang::Lexer lexer(file, sources.getBufferOrFake(file), sources, ast.getLangOpts());
    lexer.SetCommentRetentionState(true);
    clang::Token token;
    for (lexer.LexFromRawLexer(token); token.isNot(clang::tok::eof); lexer.LexFromRawLexer(token)) {
        if (token.isNot(clang::tok::comment)) continue;
        auto text = clang::Lexer::getSpelling(token, sources, ast.getLangOpts());
        if (text.size() < 3 || text[2] != '@') continue;
        Annotation annotation;
        annotation.begin = token.getLocation();
        annotation.file = file;
        annotation.offset = sources.getFileOffset(token.getLocation());
        annotation.kind = annotation_kind(text);
        annotation.comment = std::move(text);
        found.push_back(std::move(annotation));
    }
}

} // namespace

std::vector<Annotation> collect_annotations(clang::ASTContext const& ast) {
    auto const& sources = ast.getSourceManager();
    std::vector<Annotation> found;
    for (unsigned i = 0; i < sources.local_sloc_entry_size(); ++i) {
        auto const& entry = sources.getLocalSLocEntry(i);
        if (!entry.isFile() || !entry.getFile().getContentCache().OrigEntry) continue; // only real files
        auto const begin = clang::SourceLocation::getFromRawEncoding(entry.getOffset());
        if (!sources.isInSystemHeader(begin)) collect_file(ast, sources.getFileID(begin), found);
    }
    std::sort(found.begin(), found.end(), [&](Annotation const& a, Annotation const& b) {
        return a.begin != b.begin && sources.isBeforeInTranslationUnit(a.begin, b.begin);
    });
    return found;
}

} // namespace redoubt::lower
