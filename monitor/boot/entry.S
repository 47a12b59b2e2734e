// SPDX-License-Identifier: Apache-2.0
// Where a processor arrives when VMCALL activates the dual-monitor treatment: 64-bit mode, the loader's page tables, no
// interrupts, SMIs and NMIs blocked, RFLAGS 2, and the same RIP and RSP on every processor (SDM vol. 3C 34.15.6.5). EAX is
// the function, and the other general registers are the caller's; RSP is nobody's, its VMCS has the caller's.
#include "monitor/arch/routine.inc"
#include "monitor/arch/save.inc"
#include "monitor/boot/layout.inc"

    // All processors come here at once with the same memory, and EAX and RSP are all they have to work with: one after the
    // other looks for its area, while the others wait for some fifty instructions each. It is the area that the processor
    // had before, if it was here before: its VMCSs may still be active there (SDM vol. 3C 24.11.1).
    routine stm_entry
    mov %eax, %esp
1:  lock btsl $0, stm_entry_taken(%rip)
    jnc 2f
    pause
    jmp 1b
2:  mov %rsp, stm_caller_rax(%rip)
    mov %rcx, stm_caller_rcx(%rip)
    mov %rdx, stm_caller_rdx(%rip)
    mov %rbx, stm_caller_rbx(%rip)

    // EDX: the x2APIC id, or the initial APIC id where there is no other (SDM vol. 3A 8.9.1)
    xor %eax, %eax
    cpuid
    cmp $0xb, %eax
    jb 3f
    mov $0xb, %eax
    xor %ecx, %ecx
    cpuid
    test %ebx, %ebx
    jnz 4f
3:  mov $1, %eax
    cpuid
    shr $24, %ebx
    mov %ebx, %edx

    // Used entries come first, so an entry that is free ends the search.
4:  bts $32, %rdx // of an entry that is used
    lea stm_processor_ids(%rip), %rbx
    xor %ecx, %ecx
5:  mov (%rbx, %rcx, 8), %rax
    cmp %rdx, %rax
    je 6f
    test %rax, %rax
    jz 6f
    inc %ecx
    cmp $PROCESSORS, %ecx
    jb 5b
    movl $0, stm_entry_taken(%rip)
    jmp stm_turned_away

6:  mov %rdx, (%rbx, %rcx, 8)
    imul $AREA_SIZE, %ecx, %ecx
    lea stm_areas + AREA_PROCESSOR + REGISTERS_SIZE(%rip), %rsp
    add %rcx, %rsp
    mov stm_caller_rax(%rip), %rax
    mov stm_caller_rcx(%rip), %rcx
    mov stm_caller_rdx(%rip), %rdx
    mov stm_caller_rbx(%rip), %rbx
    movl $0, stm_entry_taken(%rip)
    save_registers

    mov %rsp, %rdi
    lea AREA_TABLES - AREA_PROCESSOR(%rsp), %rsi
    lea stm_image(%rip), %rdx
    lea stm_header(%rip), %rcx
    lea -AREA_PROCESSOR(%rsp), %r8
    call _ZN3stm4boot7prepareERNS0_9ProcessorERNS0_10PageTablesERKNS0_5ImageEmm

    mov %rsp, %rdi
    lea AREA_WINDOW - AREA_PROCESSOR(%rsp), %rsi
    lea stm_shared(%rip), %rdx
    lea stm_common(%rip), %rcx
    mov (%rsp), %r8d
    call _ZN3stm3smi12monitor_mainERNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERNS0_6CommonEj
    jmp stm_vm_enter
    end stm_entry

    // A processor more than there is room for stays here, with SMIs and NMIs blocked. It has changed nothing that another
    // one uses.
    routine stm_turned_away
    hlt
    jmp stm_turned_away
    end stm_turned_away

    .section .data.stm_entry, "aw", @progbits
    .balign 8
    .macro object name, size
    .type \name, @object
\name:
    .space \size
    .size \name, \size
    .endm
    object stm_processor_ids, 8 * PROCESSORS
    object stm_caller_rax, 8
    object stm_caller_rcx, 8
    object stm_caller_rdx, 8
    object stm_caller_rbx, 8
    object stm_entry_taken, 4
    .globl stm_shared
    object stm_shared, SHARED_SIZE

    .section .common, "aw", @nobits
    .globl stm_common
    .balign PAGE_SIZE
    object stm_common, COMMON_SIZE
    .globl stm_services
    .balign PAGE_SIZE
    object stm_services, SERVICES_SIZE

    .section .areas, "aw", @nobits
    .globl stm_areas
    .type stm_areas, @object
    .balign PAGE_SIZE
stm_areas:
    .space PROCESSORS * AREA_SIZE
    .size stm_areas, . - stm_areas

    // For the audit of the stack.
    .globl reserved_stack, reserved_fault_stack
    .set reserved_stack, AREA_PROCESSOR - AREA_STACK
    .set reserved_fault_stack, PAGE_SIZE
