// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/context.h"
#include "monitor/exceptions/frame_words.h"

#include <stdint.h>

// What the exception handler finds on its stack.
namespace stm::exceptions {

/*@
  // A page violation is found by its address, which has no field of its own.
  logic integer ShownCr2(Context* c) = c->violation == abi::Violation::Page ? c->guest_physical_address : c->cr2;

  predicate ShowsRegistersX64{L, M}(Frame* f, arch::Registers* r) =
    \at(f->word[x64::kR15], M) == \at(r->r15, L) && \at(f->word[x64::kR14], M) == \at(r->r14, L) &&
    \at(f->word[x64::kR13], M) == \at(r->r13, L) && \at(f->word[x64::kR12], M) == \at(r->r12, L) &&
    \at(f->word[x64::kR11], M) == \at(r->r11, L) && \at(f->word[x64::kR10], M) == \at(r->r10, L) &&
    \at(f->word[x64::kR9], M) == \at(r->r9, L) && \at(f->word[x64::kR8], M) == \at(r->r8, L) &&
    \at(f->word[x64::kRdi], M) == \at(r->rdi, L) && \at(f->word[x64::kRsi], M) == \at(r->rsi, L) &&
    \at(f->word[x64::kRbp], M) == \at(r->rbp, L) && \at(f->word[x64::kRdx], M) == \at(r->rdx, L) &&
    \at(f->word[x64::kRcx], M) == \at(r->rcx, L) && \at(f->word[x64::kRbx], M) == \at(r->rbx, L) &&
    \at(f->word[x64::kRax], M) == \at(r->rax, L);

  predicate ShowsControlX64{L, M}(Frame* f, Context* c) =
    \at(f->word[x64::kCr8], M) == \at(c->cr8, L) && \at(f->word[x64::kCr2], M) == ShownCr2{L}(c) &&
    \at(f->word[x64::kCr3], M) == Natural{L}(c, vmcs::natural::kCr3) &&
    \at(f->word[x64::kCr0], M) == Natural{L}(c, vmcs::natural::kCr0);

  predicate ShowsExitX64{L, M}(Frame* f, Context* c) =
    \at(f->word[x64::kInformation], M) == \at(c->instruction_information, L) &&
    \at(f->word[x64::kLength], M) == \at(c->instruction_length, L) &&
    \at(f->word[x64::kQualification], M) == \at(c->qualification, L) &&
    \at(f->word[x64::kErrorCode], M) == \at(c->violation, L);

  predicate ShowsCodeX64{L, M}(Frame* f, Context* c) =
    \at(f->word[x64::kRip], M) == Natural{L}(c, vmcs::natural::kRip) &&
    \at(f->word[x64::kCs], M) == Selector{L}(c, vmcs::SegmentRegister::Cs) &&
    \at(f->word[x64::kRflags], M) == Natural{L}(c, vmcs::natural::kRflags) &&
    \at(f->word[x64::kRsp], M) == Natural{L}(c, vmcs::natural::kRsp) &&
    \at(f->word[x64::kSs], M) == Selector{L}(c, vmcs::SegmentRegister::Ss);

  // Lower halves of all but the qualification.
  predicate ShowsRegistersIa32{L, M}(Frame* f, arch::Registers* r) =
    Dword{M}(f, ia32::kRdi) == Low(\at(r->rdi, L)) && Dword{M}(f, ia32::kRsi) == Low(\at(r->rsi, L)) &&
    Dword{M}(f, ia32::kRbp) == Low(\at(r->rbp, L)) && Dword{M}(f, ia32::kRdx) == Low(\at(r->rdx, L)) &&
    Dword{M}(f, ia32::kRcx) == Low(\at(r->rcx, L)) && Dword{M}(f, ia32::kRbx) == Low(\at(r->rbx, L)) &&
    Dword{M}(f, ia32::kRax) == Low(\at(r->rax, L));

  predicate ShowsControlIa32{L, M}(Frame* f, Context* c) =
    Dword{M}(f, ia32::kCr3) == Low(Natural{L}(c, vmcs::natural::kCr3)) &&
    Dword{M}(f, ia32::kCr2) == Low(ShownCr2{L}(c)) &&
    Dword{M}(f, ia32::kCr0) == Low(Natural{L}(c, vmcs::natural::kCr0));

  predicate ShowsExitIa32{L, M}(Frame* f, Context* c) =
    Dword{M}(f, ia32::kInformation) == Low(\at(c->instruction_information, L)) &&
    Dword{M}(f, ia32::kLength) == Low(\at(c->instruction_length, L)) &&
    Dword{M}(f, ia32::kQualification) == Low(\at(c->qualification, L)) &&
    Dword{M}(f, ia32::kQualification + 1) == High(\at(c->qualification, L)) &&
    Dword{M}(f, ia32::kErrorCode) == \at(c->violation, L);

  predicate ShowsCodeIa32{L, M}(Frame* f, Context* c) =
    Dword{M}(f, ia32::kRip) == Low(Natural{L}(c, vmcs::natural::kRip)) &&
    Dword{M}(f, ia32::kCs) == Selector{L}(c, vmcs::SegmentRegister::Cs) &&
    Dword{M}(f, ia32::kRflags) == Low(Natural{L}(c, vmcs::natural::kRflags)) &&
    Dword{M}(f, ia32::kRsp) == Low(Natural{L}(c, vmcs::natural::kRsp)) &&
    Dword{M}(f, ia32::kSs) == Selector{L}(c, vmcs::SegmentRegister::Ss);
*/

// Words that are not the frame's stay.
/*@ requires \valid(&frame) && \valid_read(&context) && \separated(&frame, &context);
    assigns frame;
    ensures REQ_EXC_09_x64_registers: long_mode ==> ShowsRegistersX64{Pre, Post}(&frame, &context.registers);
    ensures REQ_EXC_09_x64_control: long_mode ==> ShowsControlX64{Pre, Post}(&frame, &context);
    ensures REQ_EXC_09_x64_exit: long_mode ==> ShowsExitX64{Pre, Post}(&frame, &context);
    ensures REQ_EXC_09_x64_code: long_mode ==> ShowsCodeX64{Pre, Post}(&frame, &context);
    ensures REQ_EXC_09_ia32_registers: !long_mode ==> ShowsRegistersIa32{Pre, Post}(&frame, &context.registers);
    ensures REQ_EXC_09_ia32_control: !long_mode ==> ShowsControlIa32{Pre, Post}(&frame, &context);
    ensures REQ_EXC_09_ia32_exit: !long_mode ==> ShowsExitIa32{Pre, Post}(&frame, &context);
    ensures REQ_EXC_09_ia32_code: !long_mode ==> ShowsCodeIa32{Pre, Post}(&frame, &context);
    ensures REQ_EXC_09_rest: !long_mode ==> (\forall integer k; 10 <= k < 28 ==> frame.word[k] == \old(frame.word[k]));
*/
void fill_frame(Frame& frame, Context const& context, bool long_mode);

} // namespace stm::exceptions
