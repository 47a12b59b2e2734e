// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The SMRAM state-save map of processors with Intel 64 (SDM vol. 3C table 34-3). Offsets from SMBASE + 8000H.
namespace redoubt::machine::smm_map {

inline constexpr uint64_t kBase = 0x8000;

inline constexpr uint64_t cr0 = 0x7ff8;
inline constexpr uint64_t cr3 = 0x7ff0;
inline constexpr uint64_t rflags = 0x7fe8;
inline constexpr uint64_t efer = 0x7fe0;
inline constexpr uint64_t rip = 0x7fd8;
inline constexpr uint64_t dr6 = 0x7fd0;
inline constexpr uint64_t dr7 = 0x7fc8;
inline constexpr uint64_t tr_selector = 0x7fc4;
inline constexpr uint64_t ldtr_selector = 0x7fc0;
inline constexpr uint64_t gs_selector = 0x7fbc;
inline constexpr uint64_t fs_selector = 0x7fb8;
inline constexpr uint64_t ds_selector = 0x7fb4;
inline constexpr uint64_t ss_selector = 0x7fb0;
inline constexpr uint64_t cs_selector = 0x7fac;
inline constexpr uint64_t es_selector = 0x7fa8;
inline constexpr uint64_t io_misc = 0x7fa4;
inline constexpr uint64_t io_memory_address = 0x7f9c;
inline constexpr uint64_t rdi = 0x7f94;
inline constexpr uint64_t rsi = 0x7f8c;
inline constexpr uint64_t rbp = 0x7f84;
inline constexpr uint64_t rsp = 0x7f7c;
inline constexpr uint64_t rbx = 0x7f74;
inline constexpr uint64_t rdx = 0x7f6c;
inline constexpr uint64_t rcx = 0x7f64;
inline constexpr uint64_t rax = 0x7f5c;
inline constexpr uint64_t r8 = 0x7f54; // and down to R15, 8 bytes each
inline constexpr uint64_t auto_halt_restart = 0x7f02;
inline constexpr uint64_t io_restart = 0x7f00;
inline constexpr uint64_t revision = 0x7efc;
inline constexpr uint64_t smbase = 0x7ef8;
inline constexpr uint64_t ept_enabled = 0x7ee0;
inline constexpr uint64_t eptp = 0x7ed8;
inline constexpr uint64_t ldt_base_low = 0x7e9c;
inline constexpr uint64_t idt_base_low = 0x7e94;
inline constexpr uint64_t gdt_base_low = 0x7e8c;
inline constexpr uint64_t cr4 = 0x7e40;
inline constexpr uint64_t io_rip = 0x7de8;
inline constexpr uint64_t idt_base_high = 0x7dd8;
inline constexpr uint64_t ldt_base_high = 0x7dd4;
inline constexpr uint64_t gdt_base_high = 0x7dd0;

// In what the table reserves: the hidden parts of segments (rights, limit, base: 16 bytes each, in the order of
// SegmentIndex), limits of descriptor tables, PDPTEs, and what the processor was about to do.
inline constexpr uint64_t hidden_segments = 0x7c00;
inline constexpr uint64_t hidden_segment_size = 16;
inline constexpr uint64_t gdt_limit = 0x7c80;
inline constexpr uint64_t idt_limit = 0x7c84;
inline constexpr uint64_t interruptibility = 0x7c88;
inline constexpr uint64_t pending_debug = 0x7c90;
inline constexpr uint64_t pdptes = 0x7ca0;

inline constexpr uint32_t kRevision = 0x30101;        // I/O instruction restart, SMBASE relocation (34.9)
inline constexpr uint16_t kAutoHaltRestart = 1u << 0; // 34.10
inline constexpr uint16_t kIoRestart = 0xff;          // 34.12

// The I/O state field (34.7)
inline constexpr uint32_t kIoSmi = 1u << 0;
inline constexpr uint32_t kIoLengthShift = 1;
inline constexpr uint32_t kIoTypeShift = 4;
inline constexpr uint32_t kIoPortShift = 16;

} // namespace redoubt::machine::smm_map
