// SPDX-License-Identifier: Apache-2.0
// The stubs of interrupt_table(), and the frame that they make for handle_fault().
    .intel_syntax noprefix
    .code64

// Those that push an error code: #DF, #TS, #NP, #SS, #GP, #PF, #AC, #CP (SDM vol. 3A 6.15).
    .set with_error_code, 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 21

    .section .fault_stubs, "ax", @progbits
    .set vector, 0
    .rept 64
    .balign 16, 0xcc
    .if vector >= 32 || !(with_error_code >> vector & 1)
    push 0
    .endif
    push vector
    jmp fault_common
    .set vector, vector + 1
    .endr

    .text
fault_common:
    push r15
    push r14
    push r13
    push r12
    push r11
    push r10
    push r9
    push r8
    push rdi
    push rsi
    push rbp
    push rdx
    push rcx
    push rbx
    push rax
    cld
    mov rdi, rsp
    call handle_fault
    pop rax
    pop rbx
    pop rcx
    pop rdx
    pop rbp
    pop rsi
    pop rdi
    pop r8
    pop r9
    pop r10
    pop r11
    pop r12
    pop r13
    pop r14
    pop r15
    add rsp, 16 // vector and error code
    iretq

    .section .note.GNU-stack, "", @progbits
