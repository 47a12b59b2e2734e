// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/descriptor_table.h"
#include "monitor/boot/layout.h"

#include <stdint.h>

// A processor's descriptors (SDM vol. 3A 3.4.5, 6.14.1, 7.2.3, 7.7): flat segments, a TSS with one stack for all faults, and a
// gate for each exception.
namespace stm::boot {

// 64-bit code and data, accessed already.
inline constexpr uint64_t kCodeDescriptor = 0x00af9b000000ffff;
inline constexpr uint64_t kDataDescriptor = 0x00cf93000000ffff;

struct Tss {
    uint32_t word[26]; // from SDM vol. 3A figure 7-11: IST1 is words 9 and 10, the I/O map's offset is above in word 25
};
static_assert(sizeof(Tss) == 104);

inline constexpr uint64_t kVectors = 32;
inline constexpr uint64_t kFaultEntrySize = 16; // entry.S: code of one vector after the other

struct Idt {
    uint64_t word[2 * kVectors];
};
static_assert(sizeof(Idt) == 512);

/*@
  // A 64-bit TSS, available (SDM vol. 3A 7.2.3); the upper half of the address is the next entry.
  logic integer TssDescriptor(integer tss) =
    0x67 + 0x10000 * (tss % 0x1000000) + 0x890000000000 + 0x100000000000000 * (tss / 0x1000000 % 0x100);

  // A 64-bit interrupt gate to the monitor's code, on the stack of IST1 (SDM vol. 3A 6.14.1).
  logic integer GateDescriptor(integer entry) =
    entry % 0x10000 + 0x10000 * arch::kCodeSelector + 0x100000000 + 0x8e0000000000 + 0x1000000000000 * (entry / 0x10000 % 0x10000);
*/

/*@ requires \valid(&gdt);
    assigns gdt.entry[0 .. arch::kGdtEntries - 1];
    ensures segments: gdt.entry[0] == 0 && gdt.entry[1] == kCodeDescriptor && gdt.entry[2] == kDataDescriptor;
    ensures task: gdt.entry[3] == TssDescriptor(tss) && gdt.entry[4] == tss / 0x100000000;
*/
void fill_gdt(arch::Gdt& gdt, uint64_t tss);

// No I/O map, and no stack but this one.
/*@ requires \valid(&tss);
    assigns tss.word[0 .. 25];
    ensures stack: tss.word[9] + 0x100000000 * tss.word[10] == fault_stack;
    ensures rest: tss.word[25] == 0x680000 && \forall integer i; 0 <= i < 25 && i != 9 && i != 10 ==> tss.word[i] == 0;
*/
void fill_tss(Tss& tss, uint64_t fault_stack);

/*@ requires \valid(&idt) && fault_entries < kEndOfMseg;
    assigns idt.word[0 .. 2 * kVectors - 1];
    ensures REQ_ROB_05_every_fault_is_reported: \forall integer v; 0 <= v < kVectors ==>
      idt.word[2 * v] == GateDescriptor(fault_entries + kFaultEntrySize * v) &&
      idt.word[2 * v + 1] == (fault_entries + kFaultEntrySize * v) / 0x100000000;
*/
void fill_idt(Idt& idt, uint64_t fault_entries);

} // namespace stm::boot
