// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "proofs/equal/equal.hpp"
#include "proofs/equal/object_file.hpp"

namespace redoubt::equal {

// Fills in the object code's part of `result`, whose functions are listed already. Only functions in `discardable` may be emitted on
// neither side.
void compare_object(ObjectText const& cxx, ObjectText const& c, std::set<std::string> const& discardable,
                    Comparison& result);

} // namespace redoubt::equal
