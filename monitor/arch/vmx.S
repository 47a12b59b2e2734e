// SPDX-License-Identifier: Apache-2.0
// stm::arch, vmx.h (SDM vol. 3C 30.3). Operands in memory are made on the stack.
#include "monitor/arch/routine.inc"

    // VmxResult from the flags (SDM vol. 3C 30.2): CF is FailInvalid, ZF is FailValid, never both. RAX is 0 before.
    .macro result
    setc %al
    setz %cl
    movzbl %cl, %ecx
    lea (%rax, %rcx, 2), %eax
    .endm

    // The same for what every SMI does many times: success is the short way.
    .macro result_and_return
    jbe 1f
    xor %eax, %eax
    ret
1:  mov $0, %eax
    result
    ret
    .endm

    // The result is in RAX, the value in RDX.
    routine _ZN3stm4arch6vmreadENS_3abi9VmcsFieldE
    mov %edi, %edi
    vmread %rdi, %rdx
    result_and_return
    end _ZN3stm4arch6vmreadENS_3abi9VmcsFieldE

    routine _ZN3stm4arch7vmwriteENS_3abi9VmcsFieldEm
    mov %edi, %edi
    vmwrite %rsi, %rdi
    result_and_return
    end _ZN3stm4arch7vmwriteENS_3abi9VmcsFieldEm

    routine _ZN3stm4arch7vmptrldEm
    push %rdi
    xor %eax, %eax
    vmptrld (%rsp)
    result
    pop %rdi
    ret
    end _ZN3stm4arch7vmptrldEm

    routine _ZN3stm4arch7vmptrstEv
    push %rdi
    vmptrst (%rsp)
    pop %rax
    ret
    end _ZN3stm4arch7vmptrstEv

    routine _ZN3stm4arch7vmclearEm
    push %rdi
    xor %eax, %eax
    vmclear (%rsp)
    result
    pop %rdi
    ret
    end _ZN3stm4arch7vmclearEm

    // The descriptor: EPTP, then zeros.
    routine _ZN3stm4arch6inveptENS0_10InveptTypeEm
    push $0
    push %rsi
    xor %eax, %eax
    invept (%rsp), %rdi
    result
    pop %rsi
    pop %rsi
    ret
    end _ZN3stm4arch6inveptENS0_10InveptTypeEm

    // The descriptor: VPID in 64 bits, then the linear address.
    routine _ZN3stm4arch7invvpidENS0_11InvvpidTypeEtm
    movzwl %si, %esi
    push %rdx
    push %rsi
    xor %eax, %eax
    invvpid (%rsp), %rdi
    result
    pop %rsi
    pop %rsi
    ret
    end _ZN3stm4arch7invvpidENS0_11InvvpidTypeEtm
