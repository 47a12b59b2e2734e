// SPDX-License-Identifier: Apache-2.0
// stm::arch, control_registers.h: MOV to and from control registers (SDM vol. 2B).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch8read_cr0Ev
    mov %cr0, %rax
    ret
    end _ZN3stm4arch8read_cr0Ev

    routine _ZN3stm4arch20set_write_protectionEv
    mov %cr0, %rax
    bts $16, %rax
    mov %rax, %cr0
    ret
    end _ZN3stm4arch20set_write_protectionEv

    routine _ZN3stm4arch11set_cachingEm
    mov %cr0, %rax
    mov %rdi, %rcx
    xor %rax, %rcx
    and $0x60000000, %ecx
    jz 1f
    xor %rcx, %rax
    mov %rax, %cr0
    bt $30, %rax
    jnc 1f
    wbinvd
1:
    ret
    end _ZN3stm4arch11set_cachingEm

    routine _ZN3stm4arch8read_cr2Ev
    mov %cr2, %rax
    ret
    end _ZN3stm4arch8read_cr2Ev

    routine _ZN3stm4arch9write_cr2Em
    mov %rdi, %cr2
    ret
    end _ZN3stm4arch9write_cr2Em

    routine _ZN3stm4arch8read_cr3Ev
    mov %cr3, %rax
    ret
    end _ZN3stm4arch8read_cr3Ev

    routine _ZN3stm4arch9write_cr3Em
    mov %rdi, %cr3
    ret
    end _ZN3stm4arch9write_cr3Em

    routine _ZN3stm4arch8read_cr4Ev
    mov %cr4, %rax
    ret
    end _ZN3stm4arch8read_cr4Ev

    routine _ZN3stm4arch9write_cr4Em
    mov %rdi, %cr4
    ret
    end _ZN3stm4arch9write_cr4Em
