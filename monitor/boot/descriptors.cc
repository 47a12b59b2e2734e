// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/descriptors.h"

namespace stm::boot {

void fill_gdt(arch::Gdt& gdt, uint64_t tss) {
    gdt.entry[0] = 0;
    gdt.entry[1] = kCodeDescriptor;
    gdt.entry[2] = kDataDescriptor;
    gdt.entry[3] = 0x67 + 0x10000 * (tss % 0x1000000) + 0x890000000000 + 0x100000000000000 * (tss / 0x1000000 % 0x100);
    gdt.entry[4] = tss / 0x100000000;
}

void fill_tss(Tss& tss, uint64_t fault_stack) {
    /*@ loop invariant range: 0 <= i <= 25;
        loop invariant done: \forall integer j; 0 <= j < i ==> tss.word[j] == 0;
        loop assigns i, tss.word[0 .. 25];
        loop variant 25 - i;
    */
    for (uint32_t i = 0; i < 25; ++i) {
        tss.word[i] = 0;
    }
    tss.word[9] = static_cast<uint32_t>(fault_stack % 0x100000000);
    tss.word[10] = static_cast<uint32_t>(fault_stack / 0x100000000);
    tss.word[25] = static_cast<uint32_t>(sizeof(Tss)) * 0x10000;
}

void fill_idt(Idt& idt, uint64_t fault_entries) {
    /*@ loop invariant range: 0 <= v <= kVectors;
        loop invariant done: \forall integer w; 0 <= w < v ==>
          idt.word[2 * w] == GateDescriptor(fault_entries + kFaultEntrySize * w) &&
          idt.word[2 * w + 1] == (fault_entries + kFaultEntrySize * w) / 0x100000000;
        loop assigns v, idt.word[0 .. 2 * kVectors - 1];
        loop variant kVectors - v;
    */
    for (uint64_t v = 0; v < kVectors; ++v) {
        uint64_t const entry = fault_entries + kFaultEntrySize * v;
        idt.word[2 * v] = entry % 0x10000 + 0x10000 * uint64_t{arch::kCodeSelector} + 0x100000000 + 0x8e0000000000 +
                          0x1000000000000 * (entry / 0x10000 % 0x10000);
        idt.word[2 * v + 1] = entry / 0x100000000;
    }
}

} // namespace stm::boot
