// SPDX-License-Identifier: Apache-2.0
// Rules about preprocessor lines: they are gone before the AST is made.
#pragma once

#include <memory>
#include <vector>

#include "proofs/lower/report.hpp"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"

namespace redoubt::lower {

using Includes = std::vector<clang::SourceLocation>;

// Notes the include lines in `includes`, which outlives the callbacks.
std::unique_ptr<clang::PPCallbacks> preprocessor_rules(clang::SourceManager& sources, Report& report,
                                                       Includes& includes);

// No declaration is spread over files: that can only be said once the declarations are known.
void check_includes(clang::ASTContext const& ast, Report& report, Includes const& includes);

} // namespace redoubt::lower
