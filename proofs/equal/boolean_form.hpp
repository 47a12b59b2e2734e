// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace llvm {
class Function;
}

namespace redoubt::equal {

// A stored bool that becomes a condition is `trunc nuw i8 %b to i1` where the language has bool, and `icmp ne i8 %b, 0` where it is
// promoted to int first; LLVM keeps both. They agree on every value that the first is defined for. Makes the second of each.
void unify_conditions(llvm::Function& function);

} // namespace redoubt::equal
