// SPDX-License-Identifier: Apache-2.0
// Exceptions in the monitor (SDM vol. 3A 6.14). Each runs on the processor's fault stack, none returns.
#include "monitor/arch/routine.inc"

    // Sixteen bytes each (kFaultEntrySize). Where the processor pushes no error code (SDM vol. 3A table 6-1), a 0 stands in.
    routine stm_fault_entries
    .irp vector, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    .balign 16
    .if (\vector != 8) && (\vector < 10 || \vector > 14) && (\vector != 17) && (\vector != 21)
    push $0
    .endif
    push $\vector
    jmp stm_fault
    .endr
    end stm_fault_entries

    // RSP: stm::boot::Fault. The first one is reported; another, also on another processor, would only mix into that report.
    routine stm_fault
    mov %rsp, %rdi
    sub $8, %rsp
    lock btsl $0, stm_fault_reported(%rip)
    jc 1f
    cld
    call _ZN3stm4boot12report_faultERKNS0_5FaultE
    call _ZN3stm4boot13reset_machineEv
1:  hlt
    jmp 1b
    end stm_fault

    .section .data.stm_fault, "aw", @progbits
    .balign 4
    .type stm_fault_reported, @object
stm_fault_reported:
    .long 0
    .size stm_fault_reported, 4
