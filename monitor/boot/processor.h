// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/boot/descriptors.h"
#include "monitor/boot/layout.h"
#include "monitor/boot/page_tables.h"

#include <stdint.h>

namespace stm::boot {

// What a processor has to itself: one page, above its stack.
struct Processor {
    arch::Registers registers; // first, for vm_entry.S
    uint64_t address;          // of this object
    uint64_t mseg;             // MSEG base
    uint64_t vm_exit;          // the host RIP
    uint64_t caller_efer;      // IA32_EFER as the monitor was entered
    uint64_t common;           // address of stm::smi::Common
    uint64_t window;           // the linear address for arch::read_physical
    Place place;               // what of the memory is where
    uint64_t index;
    arch::Gdt gdt;
    Tss tss;
    Idt idt;
};

// For addresses of members.
inline constexpr uint64_t kGdtOffset = 0xe0;
inline constexpr uint64_t kTssOffset = 0x108;
inline constexpr uint64_t kIdtOffset = 0x170;

static_assert(sizeof(Processor) <= kPageSize && __builtin_offsetof(Processor, registers) == 0 &&
              __builtin_offsetof(Processor, gdt) == kGdtOffset && __builtin_offsetof(Processor, tss) == kTssOffset &&
              __builtin_offsetof(Processor, idt) == kIdtOffset);

} // namespace stm::boot
