// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/equal/text_diff.hpp"

namespace llvm {
class DataLayout;
class Function;
class GlobalVariable;
class StructType;
} // namespace llvm

namespace redoubt::equal {

// The text that is compared. LLVM prints attribute groups and metadata as numbers that depend on the rest of the module;
// here each is written out beside its instruction. Takes them off the function in doing so.
[[nodiscard]] Lines function_text(llvm::Function& function);

[[nodiscard]] Lines data_text(llvm::GlobalVariable const& variable);
[[nodiscard]] Lines type_text(llvm::StructType& type, llvm::DataLayout const& target);

} // namespace redoubt::equal
