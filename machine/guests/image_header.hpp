// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// What stands at the base of each image: all that is needed to load and to enter it. Addresses are physical, and linear
// too: the images' page tables map the first 4 GiB one to one.
namespace redoubt::machine::guest {

// Addresses of something that each processor has.
struct Slots {
    uint64_t first;
    uint64_t stride;

    [[nodiscard]] constexpr uint64_t of(unsigned processor) const { return first + stride * processor; }
};
static_assert(sizeof(Slots) == 16);

struct ImageHeader {
    uint64_t magic;
    uint64_t base;        // where the image has to be
    uint64_t file_size;   // of the image
    uint64_t memory_size; // what it uses from the base on; what is not in the file must be zero
};
static_assert(sizeof(ImageHeader) == 32);

struct HandlerHeader {
    ImageHeader image;
    uint64_t smi_entry; // these four: in 64-bit mode, as the processor SMM descriptor gives the state
    uint64_t setup_entry;
    uint64_t teardown_entry;
    uint64_t exception_entry;
    uint64_t cr3;
    uint64_t gdt;
    uint64_t gdt_size;
    Slots stacks;            // SmmSmiHandlerRsp
    Slots exception_stacks;  // SpeRsp
    Slots protected_entries; // in flat 32-bit protected mode without paging; the stack pointer does not matter
    Slots real_entries;      // `stride` bytes of code for SMBASE + 8000H, for the default treatment of SMIs
    Slots mailboxes;         // HandlerMailbox
    uint64_t flat_gdt;       // of the protected entries
    uint64_t flat_gdt_size;

    static constexpr uint64_t kMagic = 0x524c444e41484452; // "RDHANDLR"

    // Selectors of the GDT, as EDK2 numbers them
    static constexpr uint16_t kCs32 = 0x08;
    static constexpr uint16_t kDs = 0x20;
    static constexpr uint16_t kCs = 0x38;
    static constexpr uint16_t kTr = 0x40;

    // Selectors of the flat GDT, as coreboot numbers them
    static constexpr uint16_t kFlatCs = 0x08;
    static constexpr uint16_t kFlatDs = 0x10;
    static constexpr uint16_t kFlatTr = 0x20;
};
static_assert(sizeof(HandlerHeader) == 0xb8 && __builtin_offsetof(HandlerHeader, smi_entry) == 0x20 &&
              __builtin_offsetof(HandlerHeader, cr3) == 0x40 && __builtin_offsetof(HandlerHeader, stacks) == 0x58 &&
              __builtin_offsetof(HandlerHeader, mailboxes) == 0x98 &&
              __builtin_offsetof(HandlerHeader, flat_gdt) == 0xa8);

// Each processor begins at `entry` in 64-bit mode at privilege level 0: CR0.PE, PG and NE, CR4.PAE, EFER.LME and LMA
// are set, `cr3` is loaded, CS and SS are usable and flat, RSP is its stack, RDI its number, interrupts are off. The
// rest it sets up itself.
struct OsHeader {
    ImageHeader image;
    uint64_t entry;
    uint64_t cr3;
    uint64_t gdt;
    uint64_t gdt_size;
    Slots stacks;
    Slots mailboxes; // OsMailbox

    static constexpr uint64_t kMagic = 0x444e5453534f4452; // "RDOSSTND"

    // Selectors of the GDT
    static constexpr uint16_t kCs = 0x08;
    static constexpr uint16_t kDs = 0x10;
    static constexpr uint16_t kTr = 0x20; // of the first processor; 16 further on that of the next
};
static_assert(sizeof(OsHeader) == 0x60 && __builtin_offsetof(OsHeader, entry) == 0x20 &&
              __builtin_offsetof(OsHeader, stacks) == 0x40 && __builtin_offsetof(OsHeader, mailboxes) == 0x50);

} // namespace redoubt::machine::guest
