// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmcs_field.h"

#include <stdint.h>

namespace redoubt::machine::guest {

inline constexpr uint32_t kCarry = 1u << 0; // in RFLAGS
inline constexpr uint32_t kZero = 1u << 6;

// What a VMX instruction left in RFLAGS (SDM vol. 3C 30.2).
struct VmxResult {
    bool carry; // VMfailInvalid
    bool zero;  // VMfailValid

    [[nodiscard]] bool succeeded() const { return !carry && !zero; }
    [[nodiscard]] uint32_t flags() const { return (carry ? kCarry : 0) | (zero ? kZero : 0); }
};

[[nodiscard]] inline VmxResult vmxon(uint64_t region) {
    VmxResult result;
    asm volatile("vmxon qword ptr [%2]" : "=@ccc"(result.carry), "=@ccz"(result.zero) : "r"(&region) : "memory");
    return result;
}

[[nodiscard]] inline VmxResult vmxoff() {
    VmxResult result;
    asm volatile("vmxoff" : "=@ccc"(result.carry), "=@ccz"(result.zero)::"memory");
    return result;
}

[[nodiscard]] inline VmxResult vmclear(uint64_t region) {
    VmxResult result;
    asm volatile("vmclear qword ptr [%2]" : "=@ccc"(result.carry), "=@ccz"(result.zero) : "r"(&region) : "memory");
    return result;
}

[[nodiscard]] inline VmxResult vmptrld(uint64_t region) {
    VmxResult result;
    asm volatile("vmptrld qword ptr [%2]" : "=@ccc"(result.carry), "=@ccz"(result.zero) : "r"(&region) : "memory");
    return result;
}

[[nodiscard]] inline VmxResult vmread(stm::abi::VmcsField field, uint64_t& value) {
    VmxResult result;
    asm volatile("vmread %2, %3"
                 : "=@ccc"(result.carry), "=@ccz"(result.zero), "=r"(value)
                 : "r"(static_cast<uint64_t>(field))
                 : "memory");
    return result;
}

[[nodiscard]] inline VmxResult vmwrite(stm::abi::VmcsField field, uint64_t value) {
    VmxResult result;
    asm volatile("vmwrite %2, %3"
                 : "=@ccc"(result.carry), "=@ccz"(result.zero)
                 : "r"(static_cast<uint64_t>(field)), "r"(value)
                 : "memory");
    return result;
}

// Of the last instruction that ended with VMfailValid.
[[nodiscard]] inline uint32_t vm_instruction_error() {
    uint64_t error = 0;
    return vmread(stm::abi::VmcsField::VmInstructionError, error).succeeded() ? static_cast<uint32_t>(error) : 0;
}

} // namespace redoubt::machine::guest
