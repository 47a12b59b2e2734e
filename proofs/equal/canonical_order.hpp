// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace llvm {
class Function;
}

namespace redoubt::equal {

// Gives a function's blocks and instructions an order that depends on what they compute and not on the order in which the source
// was evaluated: C++ evaluates the right side of an assignment first, Clang's C the left side of a record assignment. Only
// instructions without effect move; a load never crosses an instruction that may write memory.
void order_canonically(llvm::Function& function);

} // namespace redoubt::equal
