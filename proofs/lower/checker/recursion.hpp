// SPDX-License-Identifier: Apache-2.0
// No function calls itself, directly or through others of the translation unit.
#pragma once

#include "proofs/lower/checker/unit.hpp"

namespace redoubt::lower {

// Fills the calls in the map, too: across files, the driver looks for cycles.
void check_recursion(Unit& unit);

} // namespace redoubt::lower
