// Rules about preprocessor lines: they are gone before the AST is made.
#pragma once

#include <memory>

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"
#include "report.hpp"

namespace redoubt::lower {

std::unique_ptr<clang::PPCallbacks> preprocessor_rules(clang::SourceManager& sources, Report& report);

}  // namespace redoubt::lower
