// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/preprocessor.hpp"

#include "clang/Basic/IdentifierTable.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Token.h"

namespace redoubt::lower {

namespace {

bool is_limit(llvm::StringRef name) {
    return (name.starts_with("UINT") || name.starts_with("INT") || name.starts_with("SIZE_")) &&
           (name.ends_with("_MAX") || name.ends_with("_MIN"));
}

class Rules : public clang::PPCallbacks {
public:
    Rules(clang::SourceManager& sources, Report& report, Includes& includes)
        : sources_(sources), report_(report), includes_(includes) {}

    void MacroDefined(clang::Token const& name, clang::MacroDirective const*) override {
        reject(name.getLocation(), Rule::Macro);
    }

    void MacroUndefined(clang::Token const& name, clang::MacroDefinition const&,
                        clang::MacroDirective const*) override {
        reject(name.getLocation(), Rule::Macro);
    }

    void MacroExpands(clang::Token const& name, clang::MacroDefinition const& definition, clang::SourceRange,
                      clang::MacroArgs const*) override {
        if (name.getLocation().isMacroID()) return; // inside another macro, which is judged itself
        auto const* info = definition.getMacroInfo();
        bool const standard = info && sources_.isInSystemHeader(info->getDefinitionLoc());
        if (!standard || !is_limit(name.getIdentifierInfo()->getName())) reject(name.getLocation(), Rule::Macro);
    }

    void If(clang::SourceLocation where, clang::SourceRange, ConditionValueKind) override {
        reject(where, Rule::Conditional);
    }
    void Ifdef(clang::SourceLocation where, clang::Token const&, clang::MacroDefinition const&) override {
        reject(where, Rule::Conditional);
    }
    void Ifndef(clang::SourceLocation where, clang::Token const&, clang::MacroDefinition const&) override {
        reject(where, Rule::Conditional);
    }

    void InclusionDirective(clang::SourceLocation where, clang::Token const&, llvm::StringRef name, bool is_angled,
                            clang::CharSourceRange, clang::OptionalFileEntryRef, llvm::StringRef, llvm::StringRef,
                            clang::Module const*, bool, clang::SrcMgr::CharacteristicKind) override {
        if (is_angled && name != "stdint.h" && name != "stddef.h") reject(where, Rule::Include);
        includes_.push_back(where);
    }

    void PragmaDirective(clang::SourceLocation where, clang::PragmaIntroducerKind) override {
        auto const text =
            llvm::StringRef(sources_.getCharacterData(where)).take_until([](char c) { return c == '\n'; });
        if (text.ltrim("# \t").trim() != "pragma once") reject(where, Rule::Attribute);
    }

private:
    void reject(clang::SourceLocation where, Rule rule) {
        auto const place = sources_.getExpansionLoc(where);
        if (!place.isValid() || sources_.isInSystemHeader(place) || sources_.isWrittenInBuiltinFile(place) ||
            sources_.isWrittenInCommandLineFile(place))
            return;
        report_.reject(where, rule);
    }

    clang::SourceManager& sources_;
    Report& report_;
    Includes& includes_;
};

} // namespace

std::unique_ptr<clang::PPCallbacks> preprocessor_rules(clang::SourceManager& sources, Report& report,
                                                       Includes& includes) {
    return std::make_unique<Rules>(sources, report, includes);
}

void check_includes(clang::ASTContext const& ast, Report& report, Includes const& includes) {
    auto const& sources = ast.getSourceManager();
    for (auto const* decl : ast.getTranslationUnitDecl()->decls()) {
        if (decl->getBeginLoc().isInvalid() || sources.isInSystemHeader(decl->getBeginLoc())) continue;
        for (auto const where : includes)
            if (sources.isBeforeInTranslationUnit(decl->getBeginLoc(), where) &&
                sources.isBeforeInTranslationUnit(where, decl->getEndLoc()))
                report.reject(where, Rule::Include);
    }
}

} // namespace redoubt::lower
