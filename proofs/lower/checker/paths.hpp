// SPDX-License-Identifier: Apache-2.0
// Where the paths through a statement end, judged by its form.
#pragma once

#include "clang/AST/Stmt.h"

namespace redoubt::lower {

// Whether every path ends in break, continue or return; of a function's body, in return.
bool leaves(clang::Stmt const* stmt);
// Whether a function is called in it.
bool calls(clang::Stmt const* stmt);
// The statement behind case labels.
clang::Stmt const* labelled(clang::Stmt const* stmt);

} // namespace redoubt::lower
