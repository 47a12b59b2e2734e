// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/prepare.h"

#include "monitor/arch/control_registers.h"
#include "monitor/arch/msr.h"
#include "spec/abi/msr_bits.h"

namespace stm::boot {

/*@ requires \valid_read(&image) && ValidImage(&image) && 0 < base < 0x100000000 && base % kPageSize == 0;
    requires IsArea(&image, base, area) && area + kAreaSize <= base + kMostSpace;
    assigns \nothing;
    ensures PlaceOf(\result, &image, base, area);
*/
[[nodiscard]] static Place place_of(Image const& image, uint64_t base, uint64_t area) {
    return Place{
        .base = base / kPageSize,
        .text = (base + image.text) / kPageSize,
        .rodata = (base + image.rodata) / kPageSize,
        .data = (base + image.data) / kPageSize,
        .end = (base + image.end) / kPageSize,
        .area = area / kPageSize,
    };
}

// Execute disable before a table that has it, and write protection after. CR4 becomes the monitor's own: nothing of the
// caller's, such as process-context identifiers, is wanted here. The result is IA32_EFER as it was.
/*@ requires root % kPageSize == 0;
    assigns arch::msr_data, arch::current_cr0, arch::current_cr3, arch::current_cr4;
    ensures UsesTables(root);
    ensures \result == arch::MsrValue{Pre}(abi::Msr::Efer);
*/
[[nodiscard]] static uint64_t use_tables(uint64_t root) {
    uint64_t const efer = arch::read_msr(abi::Msr::Efer);
    arch::write_msr(abi::Msr::Efer, efer + abi::efer::kNxe * (1 - efer / abi::efer::kNxe % 2));
    arch::write_cr4(arch::cr4::kPae | arch::cr4::kMachineCheck | arch::cr4::kVmx);
    arch::write_cr3(root);
    arch::set_write_protection();
    return efer;
}

// `address` is the one of the processor's object, in which `gdt` lies.
/*@ requires \valid(&gdt) && address < kEndOfMseg;
    assigns gdt.entry[3], arch::current_gdt_base, arch::current_gdt_limit, arch::current_idt_base,
      arch::current_idt_limit, arch::current_task;
    ensures UsesDescriptors(address);
*/
static void use_descriptors(arch::Gdt& gdt, uint64_t address) {
    arch::TableRegister const gdtr = {
        .before = 0, .also_before = 0, .limit = sizeof(arch::Gdt) - 1, .base = address + kGdtOffset};
    arch::TableRegister const idtr = {
        .before = 0, .also_before = 0, .limit = sizeof(Idt) - 1, .base = address + kIdtOffset};
    arch::load_gdt(gdtr);
    arch::load_task_register(arch::kTaskSelector, gdt);
    arch::load_idt(idtr);
}

/*@ requires \valid(&processor) && \valid_read(&image) && \valid_read(&place);
    requires \separated(&processor, &image, &place);
    requires ValidImage(&image) && 0 < base < 0x100000000 && IsArea(&image, base, area) &&
      PlaceOf(place, &image, base, area);
    requires ValidPlace(place);
    assigns processor.address, processor.mseg, processor.vm_exit, processor.place, processor.index;
    assigns processor.common, processor.window;
    ensures index: processor.index == (area - base - image.areas) / kAreaSize && processor.index < kProcessors;
    ensures addresses: processor.address == area + kPageSize * area::kProcessor && processor.mseg == base &&
      processor.vm_exit == base + image.vm_exit && processor.common == base + image.common &&
      processor.window == WindowAddress(processor.place);
    ensures place: PlaceOf(processor.place, &image, base, area);
*/
static void describe(Processor& processor, Image const& image, Place const& place, uint64_t base, uint64_t area) {
    processor.address = area + kPageSize * area::kProcessor;
    processor.mseg = base;
    processor.vm_exit = base + image.vm_exit;
    processor.common = base + image.common;
    processor.window = window_address(place);
    processor.place = place;
    processor.index = (area - base - image.areas) / kAreaSize;
}

void prepare(Processor& processor, PageTables& tables, Image const& image, uint64_t base, uint64_t area) {
    uint64_t const address = area + kPageSize * area::kProcessor;
    fill_gdt(processor.gdt, address + kTssOffset);
    fill_tss(processor.tss, area + kPageSize * (area::kFaultStack + 1));
    fill_idt(processor.idt, base + image.fault_entries);
    use_descriptors(processor.gdt, address);

    Place const place = place_of(image, base, area);
    uint64_t const root = area + kPageSize * area::kTables;
    build(tables, place, root);
    //@ assert REQ_ROB_05_only_what_is_needed: Translates(&tables, root, place);
    describe(processor, image, place, base, area);
    processor.caller_efer = use_tables(root);
}

} // namespace stm::boot
