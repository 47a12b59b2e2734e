// SPDX-License-Identifier: Apache-2.0
// Where a processor arrives when VMCALL activates the dual-monitor treatment: 64-bit mode, the loader's page tables, no
// interrupts, SMIs and NMIs blocked, RFLAGS 2, and the same RIP and RSP on every processor (SDM vol. 3C 34.15.6.5). EAX is
// the function, and the other general registers are the caller's; RSP is nobody's, its VMCS has the caller's.
#include "monitor/arch/routine.inc"
#include "monitor/arch/save.inc"
#include "monitor/boot/layout.inc"

    // RSP and EAX are the only registers free for use, and memory is shared: each processor gets an index by LOCK XADD, and
    // from it its own area. The address of the first one is the same value, whoever stores it.
    routine stm_entry
    mov %eax, %esp
    lea stm_areas + AREA_PROCESSOR + REGISTERS_SIZE(%rip), %rax
    mov %rax, stm_first_registers_end(%rip)
    mov %esp, %eax
    mov $1, %esp
    lock xadd %esp, stm_processors_entered(%rip)
    cmp $PROCESSORS, %esp
    jae stm_turned_away
    imul $AREA_SIZE, %esp, %esp
    add stm_first_registers_end(%rip), %rsp
    save_registers

    mov %rsp, %rdi
    lea AREA_TABLES - AREA_PROCESSOR(%rsp), %rsi
    lea stm_image(%rip), %rdx
    lea stm_header(%rip), %rcx
    lea -AREA_PROCESSOR(%rsp), %r8
    call _ZN3stm4boot7prepareERNS0_9ProcessorERNS0_10PageTablesERKNS0_5ImageEmm

    mov %rsp, %rdi
    mov (%rsp), %esi
    call _ZN3stm3smi12monitor_mainERNS_4boot9ProcessorEj
    jmp stm_vm_enter
    end stm_entry

    // A processor more than there is room for stays here, with SMIs and NMIs blocked. It has touched nothing but the count.
    routine stm_turned_away
    hlt
    jmp stm_turned_away
    end stm_turned_away

    .section .data.stm_entry, "aw", @progbits
    .balign 8
    .type stm_first_registers_end, @object
stm_first_registers_end:
    .quad 0
    .size stm_first_registers_end, 8
    .type stm_processors_entered, @object
stm_processors_entered:
    .long 0
    .size stm_processors_entered, 4

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
