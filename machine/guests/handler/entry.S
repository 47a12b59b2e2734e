// SPDX-License-Identifier: Apache-2.0
// Entry points in 64-bit mode. RSP is one of this processor's stacks; nothing else is known of the registers.
    .intel_syntax noprefix
    .code64
    .text

    .macro entry name, function
    .globl \name
\name:
    cld
    mov rdi, rsp
    call \function
    jmp leave_smm
    .endm

    entry smi_entry, handle_smi
    entry setup_entry, handle_setup
    entry teardown_entry, handle_teardown

// RSP is the frame that the monitor made.
    .globl exception_entry
exception_entry:
    cld
    mov rdi, rsp
    and rsp, -16
    call handle_exception
    jmp leave_smm

// A monitor that does not save a register lets the OS find one of these values.
    .globl leave_smm
leave_smm:
    mov rax, 0x5aa5a55a5aa5a55a
    mov rcx, rax
    mov rdx, rax
    mov rbx, rax
    mov rbp, rax
    mov rsi, rax
    mov rdi, rax
    mov r8, rax
    mov r9, rax
    mov r10, rax
    mov r11, rax
    mov r12, rax
    mov r13, rax
    mov r14, rax
    mov r15, rax
    rsm

    .section .note.GNU-stack, "", @progbits
