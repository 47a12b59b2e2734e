// SPDX-License-Identifier: Apache-2.0
// What all parts of the lowering of one translation unit share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "proofs/lower/acsl/annotation.hpp"
#include "proofs/lower/acsl/scope.hpp"
#include "proofs/lower/checker/names.hpp"
#include "proofs/lower/output/map_json.hpp"
#include "proofs/lower/output/writer.hpp"
#include "proofs/lower/report.hpp"
#include "clang/AST/ASTContext.h"

namespace redoubt::lower {

struct FunctionFacts {
    std::size_t entry = 0; // in Map::functions
    bool assigns_nothing = false;
    std::vector<std::string> behaviours;
};

struct Unit {
    Unit(clang::ASTContext& context, Report& reporter, std::string root_folder)
        : ast(context), sources(context.getSourceManager()), report(reporter), root(std::move(root_folder)),
          names(context, reporter), scope(context, names) {}

    clang::ASTContext& ast;
    clang::SourceManager& sources;
    Report& report;
    std::string root;
    Names names;
    Scope scope;
    Writer out;
    Map map;
    std::vector<Annotation> annotations;
    std::map<clang::FunctionDecl const*, FunctionFacts> functions; // by first declaration
    std::map<clang::FunctionDecl const*, std::vector<clang::FunctionDecl const*>> calls;

    // The place in the source, its file relative to the root.
    [[nodiscard]] SourcePoint point(clang::SourceLocation where) const;
    [[nodiscard]] bool is_project(clang::SourceLocation where) const;
    void reject(clang::SourceLocation where, Rule rule, std::string const& found = {}) {
        report.reject(where, rule, found);
    }
};

} // namespace redoubt::lower
