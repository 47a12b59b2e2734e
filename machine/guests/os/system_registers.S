// SPDX-License-Identifier: Apache-2.0
// read_processor_registers(SystemRegisters&): those that no MSR holds, at their places in SystemRegister.
    .intel_syntax noprefix
    .code64
    .text

    .macro read place, register
    mov rax, \register
    mov [rdi + 8 * \place], rax
    .endm

    .macro read_table place, instruction
    \instruction [rsp + 6]
    mov rax, [rsp + 8]
    mov [rdi + 8 * \place], rax
    movzx eax, word ptr [rsp + 6]
    mov [rdi + 8 * (\place + 1)], rax
    .endm

    .globl read_processor_registers
read_processor_registers:
    sub rsp, 24
    read 0, cr0
    read 1, cr2
    read 2, cr3
    read 3, cr4
    read 4, cr8
    read 5, dr0
    read 6, dr1
    read 7, dr2
    read 8, dr3
    read 9, dr6
    read 10, dr7
    read_table 11, sgdt
    read_table 13, sidt
    read 15, cs
    read 16, ss
    read 17, ds
    read 18, es
    read 19, fs
    read 20, gs
    str rax
    mov [rdi + 8 * 21], rax
    sldt rax
    mov [rdi + 8 * 22], rax
    add rsp, 24
    ret

    .section .note.GNU-stack, "", @progbits
