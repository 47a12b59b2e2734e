// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/protection_exception.h"

#include <stdint.h>

// The frame as the words that it is copied by. In long mode its fields are words; else they are double words, and the
// first ten words hold them.
namespace stm::exceptions {

struct Frame {
    uint64_t word[28];
};
static_assert(sizeof(Frame) == sizeof(abi::ProtectionExceptionFrameX64) &&
              sizeof(abi::ProtectionExceptionFrameIa32) == 10 * 8);

// Numbers of words
namespace x64 {
inline constexpr uint32_t kR15 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r15) / 8;
inline constexpr uint32_t kR14 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r14) / 8;
inline constexpr uint32_t kR13 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r13) / 8;
inline constexpr uint32_t kR12 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r12) / 8;
inline constexpr uint32_t kR11 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r11) / 8;
inline constexpr uint32_t kR10 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r10) / 8;
inline constexpr uint32_t kR9 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r9) / 8;
inline constexpr uint32_t kR8 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, r8) / 8;
inline constexpr uint32_t kRdi = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rdi) / 8;
inline constexpr uint32_t kRsi = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rsi) / 8;
inline constexpr uint32_t kRbp = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rbp) / 8;
inline constexpr uint32_t kRdx = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rdx) / 8;
inline constexpr uint32_t kRcx = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rcx) / 8;
inline constexpr uint32_t kRbx = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rbx) / 8;
inline constexpr uint32_t kRax = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rax) / 8;
inline constexpr uint32_t kCr8 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, cr8) / 8;
inline constexpr uint32_t kCr3 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, cr3) / 8;
inline constexpr uint32_t kCr2 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, cr2) / 8;
inline constexpr uint32_t kCr0 = __builtin_offsetof(abi::ProtectionExceptionFrameX64, cr0) / 8;
inline constexpr uint32_t kInformation =
    __builtin_offsetof(abi::ProtectionExceptionFrameX64, vmcs_exit_instruction_info) / 8;
inline constexpr uint32_t kLength =
    __builtin_offsetof(abi::ProtectionExceptionFrameX64, vmcs_exit_instruction_length) / 8;
inline constexpr uint32_t kQualification =
    __builtin_offsetof(abi::ProtectionExceptionFrameX64, vmcs_exit_qualification) / 8;
inline constexpr uint32_t kErrorCode = __builtin_offsetof(abi::ProtectionExceptionFrameX64, error_code) / 8;
inline constexpr uint32_t kRip = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rip) / 8;
inline constexpr uint32_t kCs = __builtin_offsetof(abi::ProtectionExceptionFrameX64, cs) / 8;
inline constexpr uint32_t kRflags = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rflags) / 8;
inline constexpr uint32_t kRsp = __builtin_offsetof(abi::ProtectionExceptionFrameX64, rsp) / 8;
inline constexpr uint32_t kSs = __builtin_offsetof(abi::ProtectionExceptionFrameX64, ss) / 8;
} // namespace x64

// Numbers of double words
namespace ia32 {
inline constexpr uint32_t kRdi = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rdi) / 4;
inline constexpr uint32_t kRsi = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rsi) / 4;
inline constexpr uint32_t kRbp = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rbp) / 4;
inline constexpr uint32_t kRdx = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rdx) / 4;
inline constexpr uint32_t kRcx = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rcx) / 4;
inline constexpr uint32_t kRbx = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rbx) / 4;
inline constexpr uint32_t kRax = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rax) / 4;
inline constexpr uint32_t kCr3 = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, cr3) / 4;
inline constexpr uint32_t kCr2 = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, cr2) / 4;
inline constexpr uint32_t kCr0 = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, cr0) / 4;
inline constexpr uint32_t kInformation =
    __builtin_offsetof(abi::ProtectionExceptionFrameIa32, vmcs_exit_instruction_info) / 4;
inline constexpr uint32_t kLength =
    __builtin_offsetof(abi::ProtectionExceptionFrameIa32, vmcs_exit_instruction_length) / 4;
inline constexpr uint32_t kQualification =
    __builtin_offsetof(abi::ProtectionExceptionFrameIa32, vmcs_exit_qualification) / 4;
inline constexpr uint32_t kErrorCode = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, error_code) / 4;
inline constexpr uint32_t kRip = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rip) / 4;
inline constexpr uint32_t kCs = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, cs) / 4;
inline constexpr uint32_t kRflags = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rflags) / 4;
inline constexpr uint32_t kRsp = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, rsp) / 4;
inline constexpr uint32_t kSs = __builtin_offsetof(abi::ProtectionExceptionFrameIa32, ss) / 4;
} // namespace ia32

/*@
  logic integer Low(integer value) = value % 0x100000000;
  logic integer High(integer value) = value / 0x100000000;

  logic integer Dword(Frame* f, integer n) = n % 2 == 0 ? Low(f->word[n / 2]) : High(f->word[n / 2]);
*/

} // namespace stm::exceptions
