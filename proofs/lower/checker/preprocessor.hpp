// SPDX-License-Identifier: Apache-2.0
// Rules about preprocessor lines: they are gone before the AST is made.
#pragma once

#include <memory>

#include "proofs/lower/report.hpp"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"

namespace redoubt::lower {

std::unique_ptr<clang::PPCallbacks> preprocessor_rules(clang::SourceManager& sources, Report& report);

} // namespace redoubt::lower
