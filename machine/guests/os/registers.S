// SPDX-License-Identifier: Apache-2.0
// The functions of registers.hpp that have all general registers in hand but the stack pointer.
    .intel_syntax noprefix
    .code64
    .text

    .set file_rflags, 15 * 8
    .set host_rsp, 0x6c14 // VmcsField::HostRsp

// RDI: the register file, which the stack holds while the registers are another's.
    .macro begin name
    .globl \name
    .balign 16
\name:
    push rbx
    push rbp
    push r12
    push r13
    push r14
    push r15
    push rdi
    .endm

    .macro load
    mov rax, [rdi]
    mov rcx, [rdi + 1 * 8]
    mov rdx, [rdi + 2 * 8]
    mov rbx, [rdi + 3 * 8]
    mov rbp, [rdi + 4 * 8]
    mov rsi, [rdi + 5 * 8]
    mov r8, [rdi + 7 * 8]
    mov r9, [rdi + 8 * 8]
    mov r10, [rdi + 9 * 8]
    mov r11, [rdi + 10 * 8]
    mov r12, [rdi + 11 * 8]
    mov r13, [rdi + 12 * 8]
    mov r14, [rdi + 13 * 8]
    mov r15, [rdi + 14 * 8]
    mov rdi, [rdi + 6 * 8]
    .endm

    .macro end
    pushfq
    xchg rdi, [rsp + 8]
    pop qword ptr [rdi + file_rflags]
    mov [rdi], rax
    mov [rdi + 1 * 8], rcx
    mov [rdi + 2 * 8], rdx
    mov [rdi + 3 * 8], rbx
    mov [rdi + 4 * 8], rbp
    mov [rdi + 5 * 8], rsi
    pop qword ptr [rdi + 6 * 8]
    mov [rdi + 7 * 8], r8
    mov [rdi + 8 * 8], r9
    mov [rdi + 9 * 8], r10
    mov [rdi + 10 * 8], r11
    mov [rdi + 11 * 8], r12
    mov [rdi + 12 * 8], r13
    mov [rdi + 13 * 8], r14
    mov [rdi + 14 * 8], r15
    cld
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbp
    pop rbx
    ret
    .endm

// Each register but the counter adds the one before it, and the carry: what is lost in one is soon lost in all.
    begin compute_with
    load
1:  add rax, r15
    adc rdx, rax
    adc rbx, rdx
    adc rbp, rbx
    adc rsi, rbp
    adc rdi, rsi
    adc r8, rdi
    adc r9, r8
    adc r10, r9
    adc r11, r10
    adc r12, r11
    adc r13, r12
    adc r14, r13
    adc r15, r14
    dec rcx
    jnz 1b
    end

    begin write_command_with
    load
    out 0xb2, al
    end

    begin write_string_with
    load
    rep outsb
    end

    begin read_string_with
    load
    rep insb
    end

    begin call_monitor_with
    test rsp, rsp // clears CF and ZF: afterwards they are those of VMCALL or of the monitor
    load
    vmcall
    end

    begin enter_guest_with
    mov edx, host_rsp
    vmwrite rdx, rsp
    test sil, sil
    load
    jnz 1f
    vmresume
    jmp guest_exit
1:  vmlaunch
    .globl guest_exit
guest_exit: // VmcsField::HostRip, and where an entry that failed goes on
    end

    .section .note.GNU-stack, "", @progbits
