// SPDX-License-Identifier: Apache-2.0
// The loop around the monitor (vm_entry.h). A processor's Registers begin its stm::boot::Processor, and its stack ends
// there: when they are saved, RSP is the object's address and the top of the stack in one.
#include "monitor/arch/routine.inc"
#include "monitor/arch/save.inc"
#include "monitor/boot/layout.inc"

    // The host RIP of every VMCS; its host RSP is the end of the processor's Registers (SDM vol. 3C 27.5.3).
    routine stm_vm_exit
    save_registers
    xor %r8d, %r8d
    jmp stm_next
    end stm_vm_exit

    // RSP: Processor. R8D: VmxResult of the VM entry before.
    routine stm_next
    cld
    mov %rsp, %rdi
    lea AREA_WINDOW - AREA_PROCESSOR(%rsp), %rsi
    lea stm_shared(%rip), %rdx
    lea stm_common(%rip), %rcx
    call _ZN3stm3smi12monitor_exitERNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERKNS0_6CommonENS_4arch9VmxResultE
    cmp $NEXT_SERVE, %eax
    jb stm_vm_enter
    mov %rsp, %rdi
    lea AREA_WINDOW - AREA_PROCESSOR(%rsp), %rsi
    lea stm_shared(%rip), %rdx
    lea stm_common(%rip), %rcx
    lea stm_services(%rip), %r8
    ja 1f
    call _ZN3stm3smi12monitor_callERNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERNS0_6CommonERNS0_8ServicesE
    jmp stm_vm_enter
1:  cmp $NEXT_RAISE, %eax
    ja 2f
    call _ZN3stm3smi17monitor_exceptionERNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERKNS0_6CommonERNS0_8ServicesE
    jmp stm_vm_enter
2:  call _ZN3stm3smi12monitor_noteERKNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERKNS0_6CommonERNS0_8ServicesE
    jmp stm_vm_enter
    end stm_next

    // RSP: Processor. EAX: Next. A VM entry that succeeds does not return, and POP keeps the flags.
    routine stm_vm_enter
    cmp $NEXT_RESUME, %eax
    ja 2f
    restore_registers
    je 1f
    vmlaunch
    jmp stm_entry_failed
1:  vmresume
    jmp stm_entry_failed
2:  hlt
    jmp 2b
    end stm_vm_enter

    // The Registers keep what they had (SDM vol. 3C 30.2 for the flags).
    routine stm_entry_failed
    lea -0x78(%rsp), %rsp
    setc %al
    setz %cl
    movzbl %al, %eax
    movzbl %cl, %ecx
    lea (%rax, %rcx, 2), %r8d
    jmp stm_next
    end stm_entry_failed
