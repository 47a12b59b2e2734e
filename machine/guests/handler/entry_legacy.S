// SPDX-License-Identifier: Apache-2.0
// Entry points outside 64-bit mode, one a processor, since no register tells which one it is. They lead to smi_entry.
    .intel_syntax noprefix

    .set header_stacks, 0x58 // HandlerHeader
    .set code_32_selector, 0x08
    .set data_selector, 0x20
    .set code_64_selector, 0x38
    .set cr0_pe, 1 << 0
    .set cr0_pg, 1 << 31
    .set cr4_pae, 1 << 5
    .set msr_efer, 0xc0000080
    .set efer_lme, 1 << 8

// As the default treatment of SMIs enters at SMBASE + 8000H: real mode, in segments of 4 GiB (SDM vol. 3C 34.5.1). This
// is copied there, so addresses are absolute.
    .code16
    .text
    .balign 16
    .globl real_entries
real_entries:
    .set number, 0
    .rept 16
    .balign 32, 0xcc
    .byte 0x66, 0x67, 0x0f, 0x01, 0x15 // LGDT [handler_gdtr + 6], of 32 bits
    .long handler_gdtr + 6
    mov eax, cr0
    or al, cr0_pe
    mov cr0, eax
    .byte 0x66, 0xea // JMP code_32_selector:protected_entries + 16 * number
    .long protected_entries + 16 * number
    .word code_32_selector
    .set number, number + 1
    .endr

    .code32
    .balign 16
    .globl protected_entries
protected_entries:
    .set number, 0
    .rept 16
    .balign 16, 0xcc
    mov edi, number
    jmp enter_64_bit_mode
    .set number, number + 1
    .endr

enter_64_bit_mode:
    lgdt [handler_gdtr + 6]
    mov eax, data_selector
    mov ds, eax
    mov es, eax
    mov ss, eax
    mov fs, eax
    mov gs, eax
    mov eax, cr4
    or eax, cr4_pae
    mov cr4, eax
    mov eax, offset handler_tables
    mov cr3, eax
    mov ecx, msr_efer
    rdmsr
    or eax, efer_lme
    wrmsr
    mov eax, cr0
    or eax, cr0_pg
    mov cr0, eax
    .byte 0xea // JMP code_64_selector:in_64_bit_mode
    .long in_64_bit_mode
    .word code_64_selector

    .code64
in_64_bit_mode:
    lea rax, [rip + image_header]
    mov edi, edi
    imul rdi, [rax + header_stacks + 8]
    add rdi, [rax + header_stacks]
    mov rsp, rdi
    jmp smi_entry

    .section .note.GNU-stack, "", @progbits
