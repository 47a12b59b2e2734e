// SPDX-License-Identifier: Apache-2.0
// stm::arch, debug_registers.h (SDM vol. 2B MOV to/from debug registers).
#include "monitor/arch/routine.inc"

    // RDI: where the result goes (System V AMD64 ABI 3.2.3).
    routine _ZN3stm4arch20read_debug_registersEv
    mov %dr0, %rcx
    mov %rcx, (%rdi)
    mov %dr1, %rcx
    mov %rcx, 8(%rdi)
    mov %dr2, %rcx
    mov %rcx, 16(%rdi)
    mov %dr3, %rcx
    mov %rcx, 24(%rdi)
    mov %dr6, %rcx
    mov %rcx, 32(%rdi)
    mov %rdi, %rax
    ret
    end _ZN3stm4arch20read_debug_registersEv

    routine _ZN3stm4arch21write_debug_registersERKNS0_14DebugRegistersE
    mov (%rdi), %rax
    mov %rax, %dr0
    mov 8(%rdi), %rax
    mov %rax, %dr1
    mov 16(%rdi), %rax
    mov %rax, %dr2
    mov 24(%rdi), %rax
    mov %rax, %dr3
    mov 32(%rdi), %rax
    mov %rax, %dr6
    ret
    end _ZN3stm4arch21write_debug_registersERKNS0_14DebugRegistersE
