// SPDX-License-Identifier: Apache-2.0
// What the compiler calls by itself, to clear an object that is longer than a few words.
#include "monitor/arch/routine.inc"

    routine memset
    mov %rdi, %r8
    mov %esi, %eax
    mov %rdx, %rcx
    cld
    rep stosb
    mov %r8, %rax
    ret
    end memset
