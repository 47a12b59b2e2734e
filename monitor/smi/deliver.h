// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/frame.h"
#include "monitor/exceptions/resume.h"
#include "monitor/smi/frame_memory.h"
#include "monitor/smi/interrupted.h"
#include "monitor/smi/state.h"

// The way from the interrupted SMI handler to its exception handler, and back.
namespace stm::smi {

/*@
  predicate ShowsFrame{L, M}(exceptions::Frame* f, exceptions::Context* c, integer long_mode) = long_mode != 0
    ? exceptions::ShowsRegistersX64{L, M}(f, \at(&c->registers, L)) && exceptions::ShowsControlX64{L, M}(f, c) &&
      exceptions::ShowsExitX64{L, M}(f, c) && exceptions::ShowsCodeX64{L, M}(f, c)
    : exceptions::ShowsRegistersIa32{L, M}(f, \at(&c->registers, L)) && exceptions::ShowsControlIa32{L, M}(f, c) &&
      exceptions::ShowsExitIa32{L, M}(f, c) && exceptions::ShowsCodeIa32{L, M}(f, c);

  // On its stack lies what was interrupted.
  predicate FrameLies{L, M}(Interrupted* i, exceptions::ExceptionHandler* h) =
    InMemory{M}(\at(&i->frame, M), h) &&
    ShowsFrame{L, M}(\at(&i->frame, M), \at(&i->context, L), \at(h->long_mode, L) ? 1 : 0);

  predicate IsAtHandler{L}(exceptions::ExceptionHandler* h) =
    Field(abi::VmcsField::GuestRip) == h->rip && Field(abi::VmcsField::GuestRsp) == exceptions::FrameAddress(h);
*/

// The exception handler is to run, in the current VMCS.
/*@ requires \valid(&interrupted) && \valid_read(&start) && \valid_read(&layout) && \valid(&window);
    requires \separated(&interrupted, &start, &layout, &window, &arch::current_vmcs, &arch::vmcs_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidLayout(&layout) && exceptions::HasPlace(&start.exception, &layout) && linear % 0x1000 == 0;
    assigns interrupted.frame, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data;
    ensures REQ_EXC_09_frame: FrameLies{Pre, Post}(&interrupted, &start.exception);
    ensures REQ_EXC_01_at_handler: \result ==> IsAtHandler(&start.exception);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: vmcs::HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool deliver(Interrupted& interrupted, HandlerStart const& start, Layout const& layout,
                           arch::Window& window, uint64_t linear);

// What was interrupted goes on, with what the exception handler left in its frame, as far as that counts.
/*@ requires \valid(&interrupted) && \valid(&registers) && \valid_read(&handler) && \valid_read(&layout);
    requires \valid(&window) && \separated(&interrupted, &registers, &handler, &layout, &window,
      &arch::current_vmcs, &arch::vmcs_data);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns interrupted, registers, window.entry[0], arch::vmcs_data, arch::current_cr2, arch::current_cr8;
    ensures REQ_EXC_10_x64: \result && \old(handler.long_mode) ==> exceptions::TakenX64(&interrupted.frame, registers);
    ensures REQ_EXC_10_ia32: \result && !\old(handler.long_mode) ==>
      exceptions::TakenIa32(&interrupted.frame, registers);
    ensures REQ_EXC_10_there: \result ==> IsThere(&interrupted.context, &registers);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_progress: vmcs::HasGuestState && arch::current_vmcs != arch::kNoVmcs &&
      exceptions::HasPlace{Pre}(&handler, &layout) ==> \result;
*/
[[nodiscard]] bool take_back(Interrupted& interrupted, arch::Registers& registers,
                             exceptions::ExceptionHandler const& handler, Layout const& layout, arch::Window& window,
                             uint64_t linear);

} // namespace stm::smi
