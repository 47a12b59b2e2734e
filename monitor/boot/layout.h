// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// How the monitor's memory is divided: from MSEG base on the image, the loader's page tables, then one area a processor.
// layout.inc says the same to the assembler.
namespace stm::boot {

inline constexpr uint64_t kEndOfMseg = 0x200000000; // MSEG begins below 4 GiB, and is smaller than that

inline constexpr uint64_t kPageSize = 0x1000;
inline constexpr uint32_t kProcessors = 16;

// A processor's area, in pages from its beginning. Page 0 and page 5 are unmapped, so that a stack that grows too far
// meets no other memory. The stack ends where the Processor begins.
namespace area {
inline constexpr uint64_t kStack = 1;
inline constexpr uint64_t kProcessor = 4;
inline constexpr uint64_t kFaultStack = 6;
inline constexpr uint64_t kTables = 7;       // seven that are not mapped, and the one of the window
inline constexpr uint64_t kWindow = 14;      // page_tables.h
inline constexpr uint64_t kState = 15;       // stm::smi::State
inline constexpr uint64_t kOsVmcs = 16;      // stm::vmcs::Context::Os
inline constexpr uint64_t kHandlerVmcs = 17; // stm::vmcs::Context::SmiHandler
inline constexpr uint64_t kHandlerMap = 18;  // stm::paging::EptTree: what the SMI handler reaches
inline constexpr uint64_t kPages = 34;
} // namespace area

inline constexpr uint64_t kAreaSize = area::kPages * kPageSize;

// What the linker knows, as offsets from MSEG base: multiples of the page size but for the last two.
struct Image {
    uint32_t text;
    uint32_t rodata;
    uint32_t data;
    uint32_t common; // in the data: what all processors know of the SMI handler
    uint32_t end;
    uint32_t areas;
    uint32_t fault_entries;
    uint32_t vm_exit;
};
static_assert(sizeof(Image) == 32 && __builtin_offsetof(Image, text) == 0 && __builtin_offsetof(Image, rodata) == 4 &&
              __builtin_offsetof(Image, data) == 8 && __builtin_offsetof(Image, common) == 12 &&
              __builtin_offsetof(Image, end) == 16 && __builtin_offsetof(Image, areas) == 20 &&
              __builtin_offsetof(Image, fault_entries) == 24 && __builtin_offsetof(Image, vm_exit) == 28);

inline constexpr uint64_t kCommon = 41;  // pages: stm::smi::Common
inline constexpr uint64_t kServices = 7; // pages behind it: stm::smi::Services

inline constexpr uint64_t kMostSpace = 0x400000; // of all that, so that it lies in three regions of 2 MiB at most

/*@
  predicate ValidImage(Image* i) =
    i->text % kPageSize == 0 && i->rodata % kPageSize == 0 && i->data % kPageSize == 0 && i->end % kPageSize == 0 &&
    i->areas % kPageSize == 0 && i->common % kPageSize == 0 &&
    0 < i->text < i->rodata <= i->data <= i->common &&
    i->common + (kCommon + kServices) * kPageSize <= i->end <= i->areas &&
    i->areas + kProcessors * kAreaSize <= kMostSpace && i->fault_entries < i->rodata && i->vm_exit < i->rodata;
*/

} // namespace stm::boot
