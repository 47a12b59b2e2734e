// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace llvm {
class Module;
}

namespace redoubt::equal {

// Drops from a module what the table in attributes.cpp lists, and nothing else: what C++ says and C has no words for.
void strip_inexpressible(llvm::Module& module);

} // namespace redoubt::equal
