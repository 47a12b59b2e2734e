// SPDX-License-Identifier: Apache-2.0
// stm::arch, shared.h (SDM vol. 2D XADD, vol. 2A DEC, vol. 3A 8.1.2).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch15fetch_incrementERj
    mov $1, %eax
    lock xadd %eax, (%rdi)
    ret
    end _ZN3stm4arch15fetch_incrementERj

    routine _ZN3stm4arch9decrementERj
    lock decl (%rdi)
    ret
    end _ZN3stm4arch9decrementERj
