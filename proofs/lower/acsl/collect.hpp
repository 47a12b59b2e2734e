// SPDX-License-Identifier: Apache-2.0
// Finds the ACSL comments of the project's files, in the order of the translation unit.
#pragma once

#include <vector>

#include "proofs/lower/acsl/annotation.hpp"
#include "clang/AST/ASTContext.h"

namespace redoubt::lower {

std::vector<Annotation> collect_annotations(clang::ASTContext const& ast);

} // namespace redoubt::lower
