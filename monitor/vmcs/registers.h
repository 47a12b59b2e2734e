// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"

#include <stdint.h>

// General registers as a whole.
namespace stm::vmcs {

inline constexpr uint32_t kRegisters = 15;

/*@
  predicate EqualRegisters{L, M}(arch::Registers* a, arch::Registers* b) =
    \at(a->rax, L) == \at(b->rax, M) && \at(a->rcx, L) == \at(b->rcx, M) && \at(a->rdx, L) == \at(b->rdx, M) &&
    \at(a->rbx, L) == \at(b->rbx, M) && \at(a->rbp, L) == \at(b->rbp, M) && \at(a->rsi, L) == \at(b->rsi, M) &&
    \at(a->rdi, L) == \at(b->rdi, M) && \at(a->r8, L) == \at(b->r8, M) && \at(a->r9, L) == \at(b->r9, M) &&
    \at(a->r10, L) == \at(b->r10, M) && \at(a->r11, L) == \at(b->r11, M) && \at(a->r12, L) == \at(b->r12, M) &&
    \at(a->r13, L) == \at(b->r13, M) && \at(a->r14, L) == \at(b->r14, M) && \at(a->r15, L) == \at(b->r15, M);

  predicate ZeroRegisters(arch::Registers* a) =
    a->rax == 0 && a->rcx == 0 && a->rdx == 0 && a->rbx == 0 && a->rbp == 0 && a->rsi == 0 && a->rdi == 0 &&
    a->r8 == 0 && a->r9 == 0 && a->r10 == 0 && a->r11 == 0 && a->r12 == 0 && a->r13 == 0 && a->r14 == 0 && a->r15 == 0;

  // As if they were an array.
  logic integer RegisterAt(arch::Registers* a, integer i) =
    i == 0 ? a->rax : i == 1 ? a->rcx : i == 2 ? a->rdx : i == 3 ? a->rbx : i == 4 ? a->rbp : i == 5 ? a->rsi :
    i == 6 ? a->rdi : i == 7 ? a->r8 : i == 8 ? a->r9 : i == 9 ? a->r10 : i == 10 ? a->r11 : i == 11 ? a->r12 :
    i == 12 ? a->r13 : i == 13 ? a->r14 : a->r15;
*/

/*@ requires \valid(&to) && \valid_read(&from) && \separated(&to, &from);
    assigns to;
    ensures REQ_VMCS_02_copied: EqualRegisters{Post, Pre}(&to, &from);
*/
void copy(arch::Registers& to, arch::Registers const& from);

/*@ requires \valid(&registers);
    assigns registers;
    ensures REQ_VMCS_02_cleared: ZeroRegisters(&registers);
*/
void clear(arch::Registers& registers);

} // namespace stm::vmcs
