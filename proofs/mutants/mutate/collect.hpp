// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <clang/AST/ASTContext.h>

#include "proofs/mutants/mutate/mutation.hpp"

namespace redoubt::mutants {

// Every mutation of the functions with a body in the main file, in the order of the text. `file` is the name that ids carry.
[[nodiscard]] std::vector<Mutation> collect(clang::ASTContext& context, std::string const& file);

} // namespace redoubt::mutants
