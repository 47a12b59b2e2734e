// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/boolean_form.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>

namespace redoubt::equal {

void unify_conditions(llvm::Function& function) {
    for (auto& instruction : llvm::make_early_inc_range(llvm::instructions(function))) {
        auto* const narrowed = llvm::dyn_cast<llvm::TruncInst>(&instruction);
        if (!narrowed || !narrowed->hasNoUnsignedWrap() || !narrowed->getType()->isIntegerTy(1)) continue;
        llvm::IRBuilder<> builder(narrowed);
        narrowed->replaceAllUsesWith(builder.CreateIsNotNull(narrowed->getOperand(0)));
        narrowed->eraseFromParent();
    }
}

} // namespace redoubt::equal
