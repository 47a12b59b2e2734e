// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/deliver.h"

#include "monitor/exceptions/entry.h"

namespace stm::smi {

/*@ requires \valid_read(&handler) && \separated(&handler, &arch::current_vmcs, &arch::vmcs_data);
    requires 0 <= exceptions::FrameAddress(&handler);
    assigns arch::vmcs_data;
    ensures at: \result ==> IsAtHandler(&handler);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: vmcs::HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] static bool enter_there(exceptions::ExceptionHandler const& handler, uint16_t cs) {
    vmcs::GuestState guest = {};
    bool const read = vmcs::read_guest_state(guest);
    if (!read) return false;
    exceptions::enter(guest, handler, cs);
    return vmcs::write_guest_state(guest);
}

/*@ requires \valid(&interrupted) && \valid_read(&handler) && \valid_read(&layout) && \valid(&window);
    requires \separated(&interrupted, &handler, &layout, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidLayout(&layout) && exceptions::HasPlace(&handler, &layout) && linear % 0x1000 == 0;
    assigns interrupted.frame, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures lies: FrameLies{Pre, Post}(&interrupted, &handler);
*/
static void lay_frame(Interrupted& interrupted, exceptions::ExceptionHandler const& handler, Layout const& layout,
                      arch::Window& window, uint64_t linear) {
    exceptions::fill_frame(interrupted.frame, interrupted.context, handler.long_mode);
    /*@ assert apart: \separated(&interrupted, &handler, &layout, &window,
          arch::foreign + (0 .. arch::kForeignWords - 1)); */
    //@ assert rsp: handler.rsp == \at(handler.rsp, Pre) && (handler.long_mode <==> \at(handler.long_mode, Pre));
    /*@ assert same_layout: layout.tseg_first == \at(layout.tseg_first, Pre) &&
          layout.mseg_first == \at(layout.mseg_first, Pre) && layout.tseg_last == \at(layout.tseg_last, Pre); */
    //@ assert address: exceptions::FrameAddress(&handler) == exceptions::FrameAddress{Pre}(&handler);
    //@ assert bytes: exceptions::FrameBytes(&handler) == exceptions::FrameBytes{Pre}(&handler);
    //@ assert valid: ValidLayout(&layout);
    //@ assert place: exceptions::HasPlace(&handler, &layout);
    //@ ghost Filled: ;
    write_frame(interrupted.frame, handler, layout, window, linear);
    /*@ assert words: \forall integer i; 0 <= i < 28 ==>
          interrupted.frame.word[i] == \at(interrupted.frame.word[i], Filled); */
    /*@ assert x64_registers: handler.long_mode ==>
          exceptions::ShowsRegistersX64{Pre, Here}(&interrupted.frame, &interrupted.context.registers); */
    /*@ assert x64_control: handler.long_mode ==>
          exceptions::ShowsControlX64{Pre, Here}(&interrupted.frame, &interrupted.context); */
    /*@ assert x64_exit: handler.long_mode ==>
          exceptions::ShowsExitX64{Pre, Here}(&interrupted.frame, &interrupted.context); */
    /*@ assert x64_code: handler.long_mode ==>
          exceptions::ShowsCodeX64{Pre, Here}(&interrupted.frame, &interrupted.context); */
    /*@ assert ia32_registers: !handler.long_mode ==>
          exceptions::ShowsRegistersIa32{Pre, Here}(&interrupted.frame, &interrupted.context.registers); */
    /*@ assert ia32_control: !handler.long_mode ==>
          exceptions::ShowsControlIa32{Pre, Here}(&interrupted.frame, &interrupted.context); */
    /*@ assert ia32_exit: !handler.long_mode ==>
          exceptions::ShowsExitIa32{Pre, Here}(&interrupted.frame, &interrupted.context); */
    /*@ assert ia32_code: !handler.long_mode ==>
          exceptions::ShowsCodeIa32{Pre, Here}(&interrupted.frame, &interrupted.context); */
    //@ assert memory: InMemory(&interrupted.frame, &handler);
}

bool deliver(Interrupted& interrupted, HandlerStart const& start, Layout const& layout, arch::Window& window,
             uint64_t linear) {
    lay_frame(interrupted, start.exception, layout, window, linear);
    uint16_t const cs = start.guest.selectors[static_cast<uint32_t>(vmcs::SegmentRegister::Cs)];
    return enter_there(start.exception, cs);
}

/*@ requires \valid(&registers) && \valid_read(&frame) && \separated(&registers, &frame);
    assigns registers;
    ensures x64: long_mode ==> exceptions::TakenX64(&frame, registers);
    ensures ia32: !long_mode ==> exceptions::TakenIa32(&frame, registers);
*/
static void take_general(exceptions::Frame const& frame, arch::Registers& registers, bool long_mode) {
    exceptions::take_registers(frame, registers, long_mode);
    //@ assert words: \forall integer i; 0 <= i < 28 ==> frame.word[i] == \at(frame.word[i], Pre);
}

/*@ requires \valid(&context) && \valid_read(&frame) && \separated(&context, &frame);
    assigns context;
    ensures x64: long_mode ==> exceptions::TakenX64(&frame, context.registers);
    ensures ia32: !long_mode ==> exceptions::TakenIa32(&frame, context.registers);
*/
static void take_frame(exceptions::Frame const& frame, exceptions::Context& context, bool long_mode) {
    exceptions::take_state(frame, context, long_mode);
    take_general(frame, context.registers, long_mode);
}

/*@ requires \valid_read(&frame) && \valid_read(&context) && \valid(&registers);
    requires \separated(&frame, &context, &registers, &arch::current_vmcs, &arch::vmcs_data);
    requires long_mode ==> exceptions::TakenX64(&frame, context.registers);
    requires !long_mode ==> exceptions::TakenIa32(&frame, context.registers);
    assigns registers, arch::vmcs_data, arch::current_cr2, arch::current_cr8;
    ensures x64: \result && long_mode ==> exceptions::TakenX64(&frame, registers);
    ensures ia32: \result && !long_mode ==> exceptions::TakenIa32(&frame, registers);
    ensures there: \result ==> IsThere(&context, &registers);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: vmcs::HasGuestState && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] static bool put_taken([[maybe_unused]] exceptions::Frame const& frame, exceptions::Context const& context,
                                    arch::Registers& registers, [[maybe_unused]] bool long_mode) {
    bool const put = put_context(context, registers);
    //@ assert words: \forall integer i; 0 <= i < 28 ==> frame.word[i] == \at(frame.word[i], Pre);
    /*@ assert low: context.registers.rax == \at(context.registers.rax, Pre) &&
          context.registers.rcx == \at(context.registers.rcx, Pre) &&
          context.registers.rdx == \at(context.registers.rdx, Pre) &&
          context.registers.rbx == \at(context.registers.rbx, Pre); */
    /*@ assert middle: context.registers.rbp == \at(context.registers.rbp, Pre) &&
          context.registers.rsi == \at(context.registers.rsi, Pre) &&
          context.registers.rdi == \at(context.registers.rdi, Pre) &&
          context.registers.r8 == \at(context.registers.r8, Pre); */
    /*@ assert high: context.registers.r9 == \at(context.registers.r9, Pre) &&
          context.registers.r10 == \at(context.registers.r10, Pre) &&
          context.registers.r11 == \at(context.registers.r11, Pre) &&
          context.registers.r12 == \at(context.registers.r12, Pre); */
    /*@ assert highest: context.registers.r13 == \at(context.registers.r13, Pre) &&
          context.registers.r14 == \at(context.registers.r14, Pre) &&
          context.registers.r15 == \at(context.registers.r15, Pre); */
    return put;
}

bool take_back(Interrupted& interrupted, arch::Registers& registers, exceptions::ExceptionHandler const& handler,
               Layout const& layout, arch::Window& window, uint64_t linear) {
    bool const placed = exceptions::has_place(handler, layout);
    if (!placed) return false;
    bool const long_mode = handler.long_mode;
    read_frame(interrupted.frame, handler, layout, window, linear);
    take_frame(interrupted.frame, interrupted.context, long_mode);
    return put_taken(interrupted.frame, interrupted.context, registers, long_mode);
}

} // namespace stm::smi
