// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/attributes.hpp"

#include <array>
#include <cstdint>

#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>

namespace redoubt::equal {
namespace {

enum class Place {
    DefinitionParameter,
    DeclarationParameter, // of a function that has no body here
    CallArgument,
    Result, // of a definition, a declaration and a call
};

struct Stripped {
    llvm::Attribute::AttrKind kind;
    Place place;
    char const* reason; // repeated in README.md, where an auditor reads it
};

using enum Place;

// None of these reaches the object code comparison, which takes both files as they are.
constexpr std::array kStripped{
    Stripped{llvm::Attribute::NonNull, DefinitionParameter,
             "of a reference; C's [static 1] gives only dereferenceable, which implies it"},
    Stripped{llvm::Attribute::Dereferenceable, DefinitionParameter,
             "of a reference; C++ counts a class with private members without the padding at its end, C with it"},
    Stripped{llvm::Attribute::NonNull, DeclarationParameter, "C's [static 1] speaks to the definition only"},
    Stripped{llvm::Attribute::Dereferenceable, DeclarationParameter, "C's [static 1] speaks to the definition only"},
    Stripped{llvm::Attribute::Alignment, DeclarationParameter, "C's [static 1] speaks to the definition only"},
    Stripped{llvm::Attribute::NonNull, CallArgument, "C's [static 1] speaks to the definition only"},
    Stripped{llvm::Attribute::Dereferenceable, CallArgument, "C's [static 1] speaks to the definition only"},
    Stripped{llvm::Attribute::Alignment, CallArgument, "C's [static 1] speaks to the definition only"},
    Stripped{llvm::Attribute::NonNull, Result,
             "a returned reference; C has returns_nonnull, which Frama-C does not need"},
    Stripped{llvm::Attribute::Dereferenceable, Result, "a returned reference; C has no word for it"},
    Stripped{llvm::Attribute::Alignment, Result, "a returned reference; C has no word for it"},
};

// byval and sret say how an argument travels; the alignment beside them is the calling convention's, not a promise of C++.
bool is_convention(llvm::AttributeSet const& set) {
    return set.hasAttribute(llvm::Attribute::ByVal) || set.hasAttribute(llvm::Attribute::StructRet);
}

// The C++ ABI aligns member functions by 2, to have a bit in pointers to them; the target aligns every function by 16.
constexpr std::uint64_t kMemberAlignment = 2;

void strip_function(llvm::Function& function) {
    if (function.getAlign() == llvm::Align(kMemberAlignment)) function.setAlignment(llvm::MaybeAlign());
    auto const parameter = function.isDeclaration() ? DeclarationParameter : DefinitionParameter;
    for (auto const& row : kStripped) {
        if (row.place == Result) function.removeRetAttr(row.kind);
        if (row.place != parameter) continue;
        for (unsigned at = 0; at < function.arg_size(); ++at)
            if (!is_convention(function.getAttributes().getParamAttrs(at))) function.removeParamAttr(at, row.kind);
    }
}

void strip_call(llvm::CallBase& call) {
    for (auto const& row : kStripped) {
        if (row.place == Result) call.removeRetAttr(row.kind);
        if (row.place != CallArgument) continue;
        for (unsigned at = 0; at < call.arg_size(); ++at)
            if (!is_convention(call.getAttributes().getParamAttrs(at))) call.removeParamAttr(at, row.kind);
    }
}

} // namespace

void strip_inexpressible(llvm::Module& module) {
    for (auto& function : module) {
        if (function.isIntrinsic()) continue;
        strip_function(function);
        for (auto& instruction : llvm::instructions(function)) {
            auto* const call = llvm::dyn_cast<llvm::CallBase>(&instruction);
            // An intrinsic (memcpy of a record) states facts that both languages state.
            if (call && (!call->getCalledFunction() || !call->getCalledFunction()->isIntrinsic())) strip_call(*call);
        }
    }
}

} // namespace redoubt::equal
