// SPDX-License-Identifier: Apache-2.0
// stm::arch, window.h. An entry that has changed takes effect with INVLPG (SDM vol. 3A 4.10.4.1).
#include "monitor/arch/routine.inc"

    // RDI: words, ESI: count, RDX: physical, RCX: window, R8: linear.
    routine _ZN3stm4arch13read_physicalEPmjmRNS0_6WindowEm
    mov %rcx, %r9
    mov %esi, %ecx
    mov %edx, %esi
    and $0xfff, %esi
    xor %rsi, %rdx
    add %r8, %rsi
    mov $0x8000000000000001, %rax // present, execute disable
    or %rdx, %rax
    mov %rax, (%r9)
    invlpg (%r8)
    cld
    rep movsq
    movq $0, (%r9)
    invlpg (%r8)
    ret
    end _ZN3stm4arch13read_physicalEPmjmRNS0_6WindowEm

    // Registers as above. Not REP MOVS, whose stores may come in any order (SDM vol. 3A 8.2.4).
    routine _ZN3stm4arch14write_physicalEPKmjmRNS0_6WindowEm
    mov %edx, %r9d
    and $0xfff, %r9d
    xor %r9, %rdx
    add %r8, %r9
    mov $0x8000000000000003, %rax // present, writable, execute disable
    or %rdx, %rax
    mov %rax, (%rcx)
    invlpg (%r8)
    xor %edx, %edx
    jmp 1f
0:  mov (%rdi,%rdx,8), %rax
    mov %rax, (%r9,%rdx,8)
    inc %edx
1:  cmp %esi, %edx
    jb 0b
    movq $0, (%rcx)
    invlpg (%r8)
    ret
    end _ZN3stm4arch14write_physicalEPKmjmRNS0_6WindowEm
