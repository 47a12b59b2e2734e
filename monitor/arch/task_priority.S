// SPDX-License-Identifier: Apache-2.0
// stm::arch, task_priority.h (SDM vol. 2B MOV to/from control registers).
#include "monitor/arch/routine.inc"

    routine _ZN3stm4arch8read_cr8Ev
    mov %cr8, %rax
    ret
    end _ZN3stm4arch8read_cr8Ev

    routine _ZN3stm4arch9write_cr8Em
    mov %rdi, %cr8
    ret
    end _ZN3stm4arch9write_cr8Em
