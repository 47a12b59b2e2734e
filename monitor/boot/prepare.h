// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/boot/page_tables.h"
#include "monitor/boot/processor.h"

#include <stdint.h>

namespace stm::boot {

/*@
  // An area among those of the image that lies at `base`.
  predicate IsArea(Image* i, integer base, integer area) =
    base + i->areas <= area < base + i->areas + kProcessors * kAreaSize && area % kPageSize == 0;

  predicate PlaceOf(Place p, Image* i, integer base, integer area) =
    kPageSize * p.base == base && kPageSize * p.text == base + i->text &&
    kPageSize * p.rodata == base + i->rodata && kPageSize * p.data == base + i->data &&
    kPageSize * p.end == base + i->end && kPageSize * p.area == area;

  // The processor translates by the tables at this address, and holds the monitor to their rights.
  predicate UsesTables(integer root) =
    arch::current_cr3 == root && arch::WriteProtected(arch::current_cr0) &&
    arch::HasExecuteDisable(arch::MsrValue(abi::Msr::Efer)) &&
    arch::current_cr4 == arch::cr4::kPae + arch::cr4::kMachineCheck + arch::cr4::kVmx;

  // Its descriptors are those of the Processor at this address.
  predicate UsesDescriptors(integer processor) =
    arch::current_gdt_base == processor + kGdtOffset && arch::current_gdt_limit == sizeof(arch::Gdt) - 1 &&
    arch::current_idt_base == processor + kIdtOffset && arch::current_idt_limit == sizeof(Idt) - 1 &&
    arch::current_task == arch::kTaskSelector;
*/

// Makes the processor's tables and descriptors and lets the processor use them: from then on it has the translation of
// page_tables.h, with pages that are not writable so to the monitor too, and a gate for each exception.
// `base` is MSEG base and `area` the address of the area that holds the processor's objects.
/*@ requires \valid(&processor) && \valid(&tables) && \valid_read(&image);
    requires \separated(&processor, &tables, &image);
    requires ValidImage(&image) && 0 < base < 0x100000000 && base % kPageSize == 0;
    requires IsArea(&image, base, area) && area + kAreaSize <= base + kMostSpace;
    assigns processor.address, processor.mseg, processor.vm_exit, processor.caller_efer, processor.place,
      processor.index;
    assigns processor.common, processor.window;
    assigns processor.gdt, processor.tss, processor.idt, tables.entry[0 .. kTablePages * kEntries - 1];
    assigns arch::msr_data, arch::current_cr0, arch::current_cr3, arch::current_cr4, arch::current_gdt_base,
      arch::current_gdt_limit, arch::current_idt_base, arch::current_idt_limit, arch::current_task;
    ensures REQ_ROB_05_in_use: UsesTables(area + kPageSize * area::kTables) && UsesDescriptors(processor.address);
    ensures caller: processor.caller_efer == arch::MsrValue{Pre}(abi::Msr::Efer);
    ensures REQ_LIFE_11_index: processor.index == (area - base - image.areas) / kAreaSize &&
      processor.index < kProcessors;
    ensures addresses: processor.address == area + kPageSize * area::kProcessor && processor.mseg == base &&
      processor.vm_exit == base + image.vm_exit && processor.common == base + image.common &&
      processor.window == WindowAddress(processor.place);
    ensures place: PlaceOf(processor.place, &image, base, area);
*/
void prepare(Processor& processor, PageTables& tables, Image const& image, uint64_t base, uint64_t area);

} // namespace stm::boot
