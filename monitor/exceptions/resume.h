// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/context.h"
#include "monitor/exceptions/frame_words.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

// What comes back from the frame, which the exception handler may have written, when the interrupted code goes on.
namespace stm::exceptions {

/*@
  predicate TakenX64(Frame* f, arch::Registers r) =
    r.r15 == f->word[x64::kR15] && r.r14 == f->word[x64::kR14] && r.r13 == f->word[x64::kR13] &&
    r.r12 == f->word[x64::kR12] && r.r11 == f->word[x64::kR11] && r.r10 == f->word[x64::kR10] &&
    r.r9 == f->word[x64::kR9] && r.r8 == f->word[x64::kR8] && r.rdi == f->word[x64::kRdi] &&
    r.rsi == f->word[x64::kRsi] && r.rbp == f->word[x64::kRbp] && r.rdx == f->word[x64::kRdx] &&
    r.rcx == f->word[x64::kRcx] && r.rbx == f->word[x64::kRbx] && r.rax == f->word[x64::kRax];

  // Registers of 32-bit code; R8 to R15 are none.
  predicate TakenIa32(Frame* f, arch::Registers r) =
    r.rdi == Dword(f, ia32::kRdi) && r.rsi == Dword(f, ia32::kRsi) && r.rbp == Dword(f, ia32::kRbp) &&
    r.rdx == Dword(f, ia32::kRdx) && r.rcx == Dword(f, ia32::kRcx) && r.rbx == Dword(f, ia32::kRbx) &&
    r.rax == Dword(f, ia32::kRax);

  predicate SameHigh{L}(arch::Registers r, arch::Registers* old) =
    r.r15 == old->r15 && r.r14 == old->r14 && r.r13 == old->r13 && r.r12 == old->r12 && r.r11 == old->r11 &&
    r.r10 == old->r10 && r.r9 == old->r9 && r.r8 == old->r8;

  logic integer FrameRip(Frame* f, integer long_mode) = long_mode != 0 ? f->word[x64::kRip] : Dword(f, ia32::kRip);
  logic integer FrameRsp(Frame* f, integer long_mode) = long_mode != 0 ? f->word[x64::kRsp] : Dword(f, ia32::kRsp);
  logic integer FrameCr2(Frame* f, integer long_mode) = long_mode != 0 ? f->word[x64::kCr2] : Dword(f, ia32::kCr2);
  logic integer FrameFlags(Frame* f, integer long_mode) =
    long_mode != 0 ? f->word[x64::kRflags] : Dword(f, ia32::kRflags);

  predicate CanRunAt(Context* c, integer rip) = domains::CodeAddress(rip, Code64(c), La57(c));
*/

// General registers. Those that the frame does not have stay.
/*@ requires \valid(&registers) && \valid_read(&frame) && \separated(&registers, &frame);
    assigns registers;
    ensures REQ_EXC_10_x64: long_mode ==> TakenX64{Pre}(&frame, registers);
    ensures REQ_EXC_10_ia32: !long_mode ==>
      TakenIa32{Pre}(&frame, registers) && SameHigh{Pre}(registers, &registers);
*/
void take_registers(Frame const& frame, arch::Registers& registers, bool long_mode);

// RSP, RIP, the flags, and CR2 if the frame showed it; nothing else: see the assigns. A RIP that code cannot be at is not
// taken. The context is one of which the exception was delivered.
/*@ requires \valid(&context) && \valid_read(&frame) && \separated(&context, &frame);
    assigns context.cr2, context.guest.natural[14 .. 16], context.guest.narrow[18 .. 19];
    ensures REQ_EXC_10_rsp: Natural(&context, vmcs::natural::kRsp) == \old(FrameRsp(&frame, long_mode));
    ensures REQ_EXC_10_rip: \old(CanRunAt(&context, FrameRip(&frame, long_mode))) ==>
      Natural(&context, vmcs::natural::kRip) == \old(FrameRip(&frame, long_mode));
    ensures REQ_EXC_10_rip_kept: !\old(CanRunAt(&context, FrameRip(&frame, long_mode))) ==>
      Natural(&context, vmcs::natural::kRip) == \old(Natural(&context, vmcs::natural::kRip));
    ensures REQ_EXC_10_cr2: \old(context.violation) != abi::Violation::Page ==>
      context.cr2 == \old(FrameCr2(&frame, long_mode));
    ensures REQ_EXC_10_cr2_kept: \old(context.violation) == abi::Violation::Page ==> context.cr2 == \old(context.cr2);
    ensures REQ_VMCS_04_fixed_flags: domains::FixedFlags(Natural(&context, vmcs::natural::kRflags));
    ensures REQ_EXC_10_flags:
      domains::SameFreeFlags(Natural(&context, vmcs::natural::kRflags), \old(FrameFlags(&frame, long_mode))) &&
      domains::SameTrapAndInterrupt(Natural(&context, vmcs::natural::kRflags), \old(FrameFlags(&frame, long_mode)));
    ensures REQ_VMCS_04_vm:
      domains::SameVm(Natural(&context, vmcs::natural::kRflags), \old(Natural(&context, vmcs::natural::kRflags)));
    ensures REQ_VMCS_04_unshadowed: Narrow(&context, vmcs::narrow::kInterruptibility) ==
      \old(Narrow(&context, vmcs::narrow::kInterruptibility)) / 4 * 4;
    ensures REQ_VMCS_04_active: Narrow(&context, vmcs::narrow::kActivityState) == abi::ActivityState::Active;
*/
void take_state(Frame const& frame, Context& context, bool long_mode);

} // namespace stm::exceptions
