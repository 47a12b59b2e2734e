// SPDX-License-Identifier: Apache-2.0
// stm::arch, processor.h (SDM vol. 2A CPUID, CLI, HLT, vol. 2B PAUSE, vol. 2D WBINVD).
#include "monitor/arch/routine.inc"

    // The result is in RAX (EAX, EBX) and RDX (ECX, EDX).
    routine _ZN3stm4arch5cpuidEjj
    push %rbx
    mov %edi, %eax
    mov %esi, %ecx
    cpuid
    shl $32, %rbx
    or %rbx, %rax
    shl $32, %rdx
    or %rcx, %rdx
    pop %rbx
    ret
    end _ZN3stm4arch5cpuidEjj

    routine _ZN3stm4arch5pauseEv
    pause
    ret
    end _ZN3stm4arch5pauseEv

    routine _ZN3stm4arch4haltEv
    hlt
    ret
    end _ZN3stm4arch4haltEv

    routine _ZN3stm4arch18disable_interruptsEv
    cli
    ret
    end _ZN3stm4arch18disable_interruptsEv

    routine _ZN3stm4arch25write_back_and_invalidateEv
    wbinvd
    ret
    end _ZN3stm4arch25write_back_and_invalidateEv
