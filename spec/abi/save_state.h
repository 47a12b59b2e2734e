// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/halves.h"

#include <stdint.h>

// STM_SMM_CPU_STATE: the interrupted processor as the handler sees it, at SMBASE + smbase::kSaveState (STM/PE's StmApi.h;
// SDM vol. 3C table 34-3).
namespace stm::abi {

// "out": a change by the handler may go back to the interrupted context.
struct SmmCpuState {
    uint8_t reserved1[0x1d0];
    uint32_t gdt_base_hi_dword;
    uint32_t ldt_base_hi_dword;
    uint32_t idt_base_hi_dword;
    uint32_t reserved2;
    uint64_t io_rdi;
    uint64_t io_eip; // out
    uint64_t io_rcx;
    uint64_t io_rsi;
    uint8_t reserved3[0x40];
    uint32_t cr4;
    uint8_t reserved4[0x48];
    uint32_t gdt_base_lo_dword;
    uint32_t gdt_limit;
    uint32_t idt_base_lo_dword;
    uint32_t idt_limit;
    uint32_t ldt_base_lo_dword;
    uint32_t ldt_limit;
    uint32_t ldt_info;
    uint8_t reserved5[0x30];
    uint64_t eptp;
    uint32_t enabled_ept;
    uint8_t reserved6[0x14];
    uint32_t smbase; // out for a processor without a monitor
    uint32_t smm_rev_id;
    uint16_t io_restart;        // out
    uint16_t auto_halt_restart; // out
    uint8_t reserved7[0x18];
    Halves r15, r14, r13, r12, r11, r10, r9, r8;   // out
    Halves rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi; // out
    Halves io_mem_addr;
    uint32_t io_misc;
    uint32_t es, cs, ss, ds, fs, gs, ldtr, tr;
    uint64_t dr7;
    uint64_t dr6;
    uint64_t rip;       // out
    uint64_t ia32_efer; // out for a processor without a monitor
    uint64_t rflags;    // out
    uint64_t cr3;
    uint64_t cr0;

    static constexpr uint32_t kRevision = 0x80010100;     // smm_rev_id
    static constexpr uint16_t kRestartInstruction = 0xff; // io_restart
    static constexpr uint16_t kRestartHalt = 1u << 0;     // auto_halt_restart
};
static_assert(
    sizeof(SmmCpuState) == 0x400 && __builtin_offsetof(SmmCpuState, gdt_base_hi_dword) == 0x1d0 &&
    __builtin_offsetof(SmmCpuState, ldt_base_hi_dword) == 0x1d4 &&
    __builtin_offsetof(SmmCpuState, idt_base_hi_dword) == 0x1d8 && __builtin_offsetof(SmmCpuState, io_rdi) == 0x1e0 &&
    __builtin_offsetof(SmmCpuState, io_eip) == 0x1e8 && __builtin_offsetof(SmmCpuState, io_rcx) == 0x1f0 &&
    __builtin_offsetof(SmmCpuState, io_rsi) == 0x1f8 && __builtin_offsetof(SmmCpuState, cr4) == 0x240 &&
    __builtin_offsetof(SmmCpuState, gdt_base_lo_dword) == 0x28c &&
    __builtin_offsetof(SmmCpuState, gdt_limit) == 0x290 &&
    __builtin_offsetof(SmmCpuState, idt_base_lo_dword) == 0x294 &&
    __builtin_offsetof(SmmCpuState, idt_limit) == 0x298 &&
    __builtin_offsetof(SmmCpuState, ldt_base_lo_dword) == 0x29c &&
    __builtin_offsetof(SmmCpuState, ldt_limit) == 0x2a0 && __builtin_offsetof(SmmCpuState, ldt_info) == 0x2a4 &&
    __builtin_offsetof(SmmCpuState, eptp) == 0x2d8 && __builtin_offsetof(SmmCpuState, enabled_ept) == 0x2e0 &&
    __builtin_offsetof(SmmCpuState, smbase) == 0x2f8 && __builtin_offsetof(SmmCpuState, smm_rev_id) == 0x2fc &&
    __builtin_offsetof(SmmCpuState, io_restart) == 0x300 &&
    __builtin_offsetof(SmmCpuState, auto_halt_restart) == 0x302 && __builtin_offsetof(SmmCpuState, r15) == 0x31c &&
    __builtin_offsetof(SmmCpuState, rax) == 0x35c && __builtin_offsetof(SmmCpuState, io_mem_addr) == 0x39c &&
    __builtin_offsetof(SmmCpuState, io_misc) == 0x3a4 && __builtin_offsetof(SmmCpuState, es) == 0x3a8 &&
    __builtin_offsetof(SmmCpuState, dr7) == 0x3c8 && __builtin_offsetof(SmmCpuState, rip) == 0x3d8 &&
    __builtin_offsetof(SmmCpuState, ia32_efer) == 0x3e0 && __builtin_offsetof(SmmCpuState, rflags) == 0x3e8 &&
    __builtin_offsetof(SmmCpuState, cr3) == 0x3f0 && __builtin_offsetof(SmmCpuState, cr0) == 0x3f8);

// io_misc: how the processor was reading or writing a port (SDM vol. 3C tables 34-5, 34-6).
namespace io_misc {
inline constexpr uint32_t kIoSmi = 1u << 0; // the rest is valid
inline constexpr uint32_t kLengthShift = 1; // bytes
inline constexpr uint32_t kTypeShift = 4;   // IoType
inline constexpr uint32_t kPortShift = 16;
} // namespace io_misc

enum class IoType : uint8_t {
    OutDx = 0x0,
    InDx = 0x1,
    Outs = 0x2,
    Ins = 0x3,
    RepOuts = 0x6,
    RepIns = 0x7,
    OutImmediate = 0x8,
    InImmediate = 0x9,
};

} // namespace stm::abi
