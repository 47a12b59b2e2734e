// SPDX-License-Identifier: Apache-2.0
// Where a processor begins, in the state that OsHeader tells.
    .intel_syntax noprefix
    .code64

    .set code_selector, 0x08
    .set data_selector, 0x10
    .set first_task_selector, 0x20

    .text
    .globl os_entry
os_entry:
    cld
    lgdt [rip + os_gdtr + 6]
    lidt [rip + os_idtr + 6]
    mov eax, data_selector
    mov ss, eax
    mov ds, eax
    mov es, eax
    xor eax, eax
    mov fs, eax
    mov gs, eax
    lldt ax
    lea rax, [rip + 1f]
    push code_selector
    push rax
    retfq
1:  mov eax, edi
    shl eax, 4
    add eax, first_task_selector
    ltr ax
    call run_processor

// Where a processor ends; an NMI or an interrupt changes nothing.
    .globl stop_processor
stop_processor:
    cli
    hlt
    jmp stop_processor

    .section .note.GNU-stack, "", @progbits
