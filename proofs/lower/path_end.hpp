// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace redoubt::lower {

// The lowering puts a check of this name, of what is false, at the end of each path through a function. Who can prove it
// has found a contradiction: in a precondition, in the contract of something that is called, in an invariant, in an
// axiom. No clause and no assertion of Checked C++ has this name.
inline constexpr std::string_view path_end = "redoubt_path_end";

} // namespace redoubt::lower
