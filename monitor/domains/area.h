// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/save_state.h"

#include <stdint.h>

// The save state as the words that it is copied by. Its fields begin at multiples of four bytes.
namespace stm::domains {

struct SaveStateArea {
    uint64_t word[128];
};
static_assert(sizeof(SaveStateArea) == sizeof(abi::SmmCpuState));

// Numbers of doublewords
namespace place {
inline constexpr uint32_t kGdtBaseHi = __builtin_offsetof(abi::SmmCpuState, gdt_base_hi_dword) / 4;
inline constexpr uint32_t kLdtBaseHi = __builtin_offsetof(abi::SmmCpuState, ldt_base_hi_dword) / 4;
inline constexpr uint32_t kIdtBaseHi = __builtin_offsetof(abi::SmmCpuState, idt_base_hi_dword) / 4;
inline constexpr uint32_t kIo = __builtin_offsetof(abi::SmmCpuState, io_rdi) / 4; // to IoRsi
inline constexpr uint32_t kIoEip = __builtin_offsetof(abi::SmmCpuState, io_eip) / 4;
inline constexpr uint32_t kCr4 = __builtin_offsetof(abi::SmmCpuState, cr4) / 4;
inline constexpr uint32_t kGdtBaseLo = __builtin_offsetof(abi::SmmCpuState, gdt_base_lo_dword) / 4;
inline constexpr uint32_t kGdtLimit = __builtin_offsetof(abi::SmmCpuState, gdt_limit) / 4;
inline constexpr uint32_t kIdtBaseLo = __builtin_offsetof(abi::SmmCpuState, idt_base_lo_dword) / 4;
inline constexpr uint32_t kIdtLimit = __builtin_offsetof(abi::SmmCpuState, idt_limit) / 4;
inline constexpr uint32_t kLdtBaseLo = __builtin_offsetof(abi::SmmCpuState, ldt_base_lo_dword) / 4;
inline constexpr uint32_t kLdtLimit = __builtin_offsetof(abi::SmmCpuState, ldt_limit) / 4;
inline constexpr uint32_t kEptp = __builtin_offsetof(abi::SmmCpuState, eptp) / 4;
inline constexpr uint32_t kEnabledEpt = __builtin_offsetof(abi::SmmCpuState, enabled_ept) / 4;
inline constexpr uint32_t kSmbase = __builtin_offsetof(abi::SmmCpuState, smbase) / 4;
inline constexpr uint32_t kSmmRevId = __builtin_offsetof(abi::SmmCpuState, smm_rev_id) / 4;
inline constexpr uint32_t kRestart = __builtin_offsetof(abi::SmmCpuState, io_restart) / 4; // and AutoHALTRestart
inline constexpr uint32_t kRegisters = __builtin_offsetof(abi::SmmCpuState, r15) / 4;      // to RDI
inline constexpr uint32_t kRax = __builtin_offsetof(abi::SmmCpuState, rax) / 4;
inline constexpr uint32_t kRdx = __builtin_offsetof(abi::SmmCpuState, rdx) / 4;
inline constexpr uint32_t kIoMemAddr = __builtin_offsetof(abi::SmmCpuState, io_mem_addr) / 4;
inline constexpr uint32_t kIoMisc = __builtin_offsetof(abi::SmmCpuState, io_misc) / 4;
inline constexpr uint32_t kSelectors = __builtin_offsetof(abi::SmmCpuState, es) / 4; // to TR
inline constexpr uint32_t kControl = __builtin_offsetof(abi::SmmCpuState, dr7) / 4;  // to CR0
inline constexpr uint32_t kRip = __builtin_offsetof(abi::SmmCpuState, rip) / 4;
inline constexpr uint32_t kRflags = __builtin_offsetof(abi::SmmCpuState, rflags) / 4;
inline constexpr uint32_t kEnd = sizeof(abi::SmmCpuState) / 4;
} // namespace place

/*@
  logic integer Dword(SaveStateArea* a, integer n) =
    n % 2 == 0 ? a->word[n / 2] % 0x100000000 : a->word[n / 2] / 0x100000000;

  logic integer Wide(SaveStateArea* a, integer n) = Dword(a, n) + 0x100000000 * Dword(a, n + 1);
*/

/*@ requires \valid_read(&area) && n < place::kEnd;
    assigns \nothing;
    ensures \result == Dword(&area, n);
*/
[[nodiscard]] uint32_t dword(SaveStateArea const& area, uint32_t n);

/*@ requires \valid_read(&area) && n < place::kEnd - 1;
    assigns \nothing;
    ensures \result == Wide(&area, n);
*/
[[nodiscard]] uint64_t wide(SaveStateArea const& area, uint32_t n);

} // namespace stm::domains
