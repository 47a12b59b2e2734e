// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace llvm {
class Module;
}

namespace redoubt::equal {

// The one function-local pipeline that brings both sides to a common form. No pass of it looks at more than one function, so a
// difference in one function cannot hide behind another. Throws std::runtime_error when a pass leaves invalid IR.
void run_pipeline(llvm::Module& module);

} // namespace redoubt::equal
