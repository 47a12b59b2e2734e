// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/equal/equal.hpp"
#include "proofs/equal/ir_module.hpp"

namespace redoubt::equal {

// Fills in the IR's part of `result`, whose functions are listed already.
void compare_ir(IrText const& cxx, IrText const& c, Comparison& result);

} // namespace redoubt::equal
