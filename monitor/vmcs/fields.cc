// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/fields.h"

namespace stm::vmcs {

// The field at place `i` of a run.
/*@ requires first + kStep * i < kEncodings;
    assigns \nothing;
    ensures \result == first + kStep * i;
*/
[[nodiscard]] static abi::VmcsField field_at(abi::VmcsField first, uint32_t i) {
    return static_cast<abi::VmcsField>(static_cast<uint32_t>(first) + kStep * i);
}

bool read_fields16(abi::VmcsField first, uint16_t* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold16(arch::current_vmcs, first, values, i);
        loop assigns i, values[0 .. count - 1];
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const read = arch::vmread(field_at(first, i));
        if (read.result != arch::VmxResult::Succeed) return false;
        values[i] = static_cast<uint16_t>(read.value);
    }
    return true;
}

bool read_fields32(abi::VmcsField first, uint32_t* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold32(arch::current_vmcs, first, values, i);
        loop assigns i, values[0 .. count - 1];
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const read = arch::vmread(field_at(first, i));
        if (read.result != arch::VmxResult::Succeed) return false;
        values[i] = static_cast<uint32_t>(read.value);
    }
    return true;
}

bool read_fields64(abi::VmcsField first, uint64_t* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold64(arch::current_vmcs, first, values, i);
        loop assigns i, values[0 .. count - 1];
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const read = arch::vmread(field_at(first, i));
        if (read.result != arch::VmxResult::Succeed) return false;
        values[i] = read.value;
    }
    return true;
}

bool write_fields16(abi::VmcsField first, uint16_t const* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold16(arch::current_vmcs, first, values, i);
        loop invariant only: OnlyRun{Pre, Here}(first, count);
        loop assigns i, arch::vmcs_data;
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const written = arch::vmwrite(field_at(first, i), values[i]);
        if (written != arch::VmxResult::Succeed) return false;
    }
    return true;
}

bool write_fields32(abi::VmcsField first, uint32_t const* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold32(arch::current_vmcs, first, values, i);
        loop invariant only: OnlyRun{Pre, Here}(first, count);
        loop assigns i, arch::vmcs_data;
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const written = arch::vmwrite(field_at(first, i), values[i]);
        if (written != arch::VmxResult::Succeed) return false;
    }
    return true;
}

bool write_fields64(abi::VmcsField first, uint64_t const* values, uint32_t count) {
    /*@ loop invariant index: i <= count;
        loop invariant held: Hold64(arch::current_vmcs, first, values, i);
        loop invariant only: OnlyRun{Pre, Here}(first, count);
        loop assigns i, arch::vmcs_data;
        loop variant count - i;
    */
    for (uint32_t i = 0; i < count; ++i) {
        auto const written = arch::vmwrite(field_at(first, i), values[i]);
        if (written != arch::VmxResult::Succeed) return false;
    }
    return true;
}

} // namespace stm::vmcs
