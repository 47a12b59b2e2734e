// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/registers.h"

namespace stm::vmcs {

void copy(arch::Registers& to, arch::Registers const& from) {
    to.rax = from.rax;
    to.rcx = from.rcx;
    to.rdx = from.rdx;
    to.rbx = from.rbx;
    to.rbp = from.rbp;
    to.rsi = from.rsi;
    to.rdi = from.rdi;
    to.r8 = from.r8;
    to.r9 = from.r9;
    to.r10 = from.r10;
    to.r11 = from.r11;
    to.r12 = from.r12;
    to.r13 = from.r13;
    to.r14 = from.r14;
    to.r15 = from.r15;
}

void clear(arch::Registers& registers) {
    registers.rax = 0;
    registers.rcx = 0;
    registers.rdx = 0;
    registers.rbx = 0;
    registers.rbp = 0;
    registers.rsi = 0;
    registers.rdi = 0;
    registers.r8 = 0;
    registers.r9 = 0;
    registers.r10 = 0;
    registers.r11 = 0;
    registers.r12 = 0;
    registers.r13 = 0;
    registers.r14 = 0;
    registers.r15 = 0;
}

} // namespace stm::vmcs
