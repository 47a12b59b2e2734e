// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Descriptor tables and the registers that hold where they are (SDM vol. 3A 2.4, 3.5.1, 7.2.3).
namespace stm::arch {

// The operand of LGDT and LIDT begins at `limit`, so that `base` lies on a multiple of eight.
struct TableRegister {
    uint32_t before;
    uint16_t also_before;
    uint16_t limit;
    uint64_t base;
};
static_assert(sizeof(TableRegister) == 16 && __builtin_offsetof(TableRegister, limit) == 6 &&
              __builtin_offsetof(TableRegister, base) == 8);

inline constexpr uint32_t kGdtEntries = 5;
inline constexpr uint16_t kCodeSelector = 0x08;
inline constexpr uint16_t kDataSelector = 0x10; // the one after kCodeSelector (SDM vol. 3C 34.15.6.5)
inline constexpr uint16_t kTaskSelector = 0x18; // two entries

struct Gdt {
    uint64_t entry[kGdtEntries];
};
static_assert(sizeof(Gdt) == 40);

// What this processor's registers hold.
//@ ghost uint64_t current_gdt_base = 0;
//@ ghost uint64_t current_gdt_limit = 0;
//@ ghost uint64_t current_idt_base = 0;
//@ ghost uint64_t current_idt_limit = 0;
//@ ghost uint64_t current_task = 0;

// The segment registers keep what they have: their descriptors in the new table say the same.
/*@ requires \valid_read(&table);
    assigns current_gdt_base, current_gdt_limit;
    ensures loaded: current_gdt_base == table.base && current_gdt_limit == table.limit;
*/
void load_gdt(TableRegister const& table);

/*@ requires \valid_read(&table);
    assigns current_idt_base, current_idt_limit;
    ensures loaded: current_idt_base == table.base && current_idt_limit == table.limit;
*/
void load_idt(TableRegister const& table);

// `gdt` is the table that is in use: the processor marks the descriptor in it as busy (SDM vol. 3A 7.2.2).
/*@ requires selector: selector == kTaskSelector && \valid(&gdt);
    assigns current_task, gdt.entry[3];
    ensures loaded: current_task == selector;
*/
void load_task_register(uint16_t selector, Gdt& gdt);

} // namespace stm::arch
