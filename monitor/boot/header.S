// SPDX-License-Identifier: Apache-2.0
// What stands at MSEG base: stm::abi::StmHeader, and the table that the processor starts with (SDM vol. 3C 34.15.5,
// 34.15.6.5). Values that only the linker knows are symbols of image.ld.
    .section .header, "a", @progbits
    .globl stm_header
    .type stm_header, @object
stm_header:
    // MsegHeader
    .long 0                                     // revision
    .long 1                                     // monitor_features: kIa32e
    .long stm_entry_gdt_end - stm_entry_gdt - 1 // gdtr_limit
    .long stm_entry_gdt - stm_header            // gdtr_base_offset
    .long 0x08                                  // cs_selector: stm::arch::kCodeSelector
    .long offset_entry                          // eip_offset
    .long offset_areas                          // esp_offset: nothing is pushed before entry.S chooses a stack
    .long offset_loader_tables                  // cr3_offset

    // SoftwareStmHeader
    .org stm_header + 0x800
    .byte 1                                     // stm_spec_ver_major
    .byte 0                                     // stm_spec_ver_minor
    .short 0                                    // reserved
    .long static_image_size
    .long 0                                     // per_proc_dynamic_memory_size: see README.md
    .long additional_memory_size
    .long 3                                     // stm_features: kIntel64ModeSupported, kEptSupported
    .long 1                                     // number_of_rev_ids
    .long 0x80010100                            // kStmSmmRevId
    .size stm_header, . - stm_header

    // As in descriptors.h. The segments are marked as accessed, so that the processor does not write here.
    .balign 16
    .type stm_entry_gdt, @object
stm_entry_gdt:
    .quad 0
    .quad 0x00af9b000000ffff
    .quad 0x00cf93000000ffff
stm_entry_gdt_end:
    .size stm_entry_gdt, . - stm_entry_gdt

    // stm::boot::Image
    .section .rodata.stm_image, "a", @progbits
    .globl stm_image
    .type stm_image, @object
    .balign 4
stm_image:
    .long offset_text
    .long offset_rodata
    .long offset_data
    .long offset_common
    .long offset_end
    .long offset_areas
    .long offset_fault_entries
    .long offset_vm_exit
    .size stm_image, . - stm_image
