// SPDX-License-Identifier: Apache-2.0
// stm::arch, msr.h: the index is in ECX, the value in EDX:EAX (SDM vol. 2B RDMSR, WRMSR).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch8read_msrENS_3abi3MsrE
    mov %edi, %ecx
    rdmsr
    shl $32, %rdx
    or %rdx, %rax
    ret
    end _ZN3stm4arch8read_msrENS_3abi3MsrE

    routine _ZN3stm4arch9write_msrENS_3abi3MsrEm
    mov %edi, %ecx
    mov %esi, %eax
    mov %rsi, %rdx
    shr $32, %rdx
    wrmsr
    ret
    end _ZN3stm4arch9write_msrENS_3abi3MsrEm
