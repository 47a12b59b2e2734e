// SPDX-License-Identifier: Apache-2.0
// stm::arch, port.h (SDM vol. 2A IN, vol. 2B OUT). Callers take a result to be extended to 32 bits.
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch6input8Et
    mov %edi, %edx
    xor %eax, %eax
    inb %dx, %al
    ret
    end _ZN3stm4arch6input8Et

    routine _ZN3stm4arch7input16Et
    mov %edi, %edx
    xor %eax, %eax
    inw %dx, %ax
    ret
    end _ZN3stm4arch7input16Et

    routine _ZN3stm4arch7input32Et
    mov %edi, %edx
    inl %dx, %eax
    ret
    end _ZN3stm4arch7input32Et

    routine _ZN3stm4arch7output8Eth
    mov %edi, %edx
    mov %esi, %eax
    outb %al, %dx
    ret
    end _ZN3stm4arch7output8Eth

    routine _ZN3stm4arch8output16Ett
    mov %edi, %edx
    mov %esi, %eax
    outw %ax, %dx
    ret
    end _ZN3stm4arch8output16Ett

    routine _ZN3stm4arch8output32Etj
    mov %edi, %edx
    mov %esi, %eax
    outl %eax, %dx
    ret
    end _ZN3stm4arch8output32Etj
