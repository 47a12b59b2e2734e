// SPDX-License-Identifier: Apache-2.0
// stm::arch, shared.h (SDM vol. 2A CMPXCHG and DEC, vol. 3A 8.1.2).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch16compare_exchangeERjjj
    mov %esi, %eax
    lock cmpxchg %edx, (%rdi)
    ret
    end _ZN3stm4arch16compare_exchangeERjjj

    routine _ZN3stm4arch9decrementERj
    lock decl (%rdi)
    ret
    end _ZN3stm4arch9decrementERj
