// SPDX-License-Identifier: Apache-2.0
// stm::arch, lock.h (SDM vol. 2C XADD, vol. 3A 8.1.2, 8.2.2: what was read and written in a turn stays within it).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch7acquireERNS0_4LockE
    mov $1, %eax
    lock xadd %ax, (%rdi)
1:  cmp %ax, 2(%rdi)
    je 2f
    pause
    jmp 1b
2:  ret
    end _ZN3stm4arch7acquireERNS0_4LockE

    // Whose turn it is writes it alone.
    routine _ZN3stm4arch7releaseERNS0_4LockE
    incw 2(%rdi)
    ret
    end _ZN3stm4arch7releaseERNS0_4LockE
