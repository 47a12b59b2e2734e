// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/fields.h"

namespace stm::vmcs {

bool read_fields(abi::VmcsField first, uint64_t* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold(arch::current_vmcs, first, values, i) && Fit(first, values, i);
        loop assigns i, values[0 .. count - 1];
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const field = static_cast<abi::VmcsField>(static_cast<uint32_t>(first) + kStep * i);
        auto const read = arch::vmread(field);
        if (read.result != arch::VmxResult::Succeed) return false;
        values[i] = read.value;
    }
    return true;
}

bool write_fields(abi::VmcsField first, uint64_t const* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold(arch::current_vmcs, first, values, i);
        loop invariant fields: \forall integer other; !InRun(first, count, other) ==>
          arch::VmcsValue(arch::current_vmcs, other) == arch::VmcsValue{Pre}(arch::current_vmcs, other);
        loop invariant launched:
          arch::VmcsLaunched(arch::current_vmcs) <==> arch::VmcsLaunched{Pre}(arch::current_vmcs);
        loop invariant others: arch::SameFields{Pre, Here}(arch::current_vmcs);
        loop invariant others_launched: arch::SameLaunched{Pre, Here}(arch::current_vmcs);
        loop assigns i, arch::vmcs_data;
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const field = static_cast<abi::VmcsField>(static_cast<uint32_t>(first) + kStep * i);
        auto const written = arch::vmwrite(field, values[i]);
        if (written != arch::VmxResult::Succeed) return false;
    }
    return true;
}

} // namespace stm::vmcs
