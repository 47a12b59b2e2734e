// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/halves.h"

#include <stdint.h>

// How a protection exception reaches the BIOS's handler (StmApi.h).
namespace stm::abi {

struct ProtectionExceptionHandler {
    uint64_t spe_rip;
    uint64_t spe_rsp;
    uint16_t spe_ss;
    uint16_t exceptions; // those that are delivered
    uint32_t reserved2;

    // exceptions
    static constexpr uint16_t kPageViolation = 1u << 0;
    static constexpr uint16_t kMsrViolation = 1u << 1;
    static constexpr uint16_t kRegisterViolation = 1u << 2;
    static constexpr uint16_t kIoViolation = 1u << 3;
    static constexpr uint16_t kPciViolation = 1u << 4;
    static constexpr uint16_t kReserved1 = 0xffe0;
};
static_assert(sizeof(ProtectionExceptionHandler) == 24 &&
              __builtin_offsetof(ProtectionExceptionHandler, spe_rip) == 0x00 &&
              __builtin_offsetof(ProtectionExceptionHandler, spe_rsp) == 0x08 &&
              __builtin_offsetof(ProtectionExceptionHandler, spe_ss) == 0x10 &&
              __builtin_offsetof(ProtectionExceptionHandler, exceptions) == 0x12 &&
              __builtin_offsetof(ProtectionExceptionHandler, reserved2) == 0x14);

// The frames' error_code.
enum class Violation : uint32_t { Page = 1, Msr = 2, Register = 3, Io = 4, Pci = 5 };

inline constexpr uint32_t kMaxExceptionsPerSmi = 100;

// What the handler finds at RSP. All members of a row have one size, so the asserts name the first of each row, and SS.
struct ProtectionExceptionFrameX64 {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rdi, rsi, rbp, rdx, rcx, rbx, rax;
    uint64_t cr8, cr3, cr2, cr0;
    uint64_t vmcs_exit_instruction_info, vmcs_exit_instruction_length, vmcs_exit_qualification;
    uint64_t error_code;
    uint64_t rip, cs, rflags, rsp, ss;
};
static_assert(sizeof(ProtectionExceptionFrameX64) == 28 * 8 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, r15) == 0x00 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, rdi) == 0x40 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, cr8) == 0x78 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, vmcs_exit_instruction_info) == 0x98 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, error_code) == 0xb0 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, rip) == 0xb8 &&
              __builtin_offsetof(ProtectionExceptionFrameX64, ss) == 0xd8);

struct ProtectionExceptionFrameIa32 {
    uint32_t rdi, rsi, rbp, rdx, rcx, rbx, rax;
    uint32_t cr3, cr2, cr0;
    uint32_t vmcs_exit_instruction_info, vmcs_exit_instruction_length;
    Halves vmcs_exit_qualification;
    uint32_t error_code;
    uint32_t rip, cs, rflags, rsp, ss;
};
static_assert(sizeof(ProtectionExceptionFrameIa32) == 80 &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, rdi) == 0x00 &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, cr3) == 0x1c &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, vmcs_exit_instruction_info) == 0x28 &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, vmcs_exit_qualification) == 0x30 &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, error_code) == 0x38 &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, rip) == 0x3c &&
              __builtin_offsetof(ProtectionExceptionFrameIa32, ss) == 0x4c);

} // namespace stm::abi
