// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/resume.h"

namespace stm::exceptions {

/*@ requires \valid_read(&frame) && n < 20;
    assigns \nothing;
    ensures \result == Dword(&frame, n);
*/
[[nodiscard]] static uint64_t dword(Frame const& frame, uint32_t n) {
    return n % 2 == 0 ? frame.word[n / 2] % 0x100000000 : frame.word[n / 2] / 0x100000000;
}

/*@ requires \valid_read(&frame);
    assigns \nothing;
    ensures TakenX64(&frame, \result);
*/
[[nodiscard]] static arch::Registers registers_x64(Frame const& frame) {
    return {.rax = frame.word[x64::kRax],
            .rcx = frame.word[x64::kRcx],
            .rdx = frame.word[x64::kRdx],
            .rbx = frame.word[x64::kRbx],
            .rbp = frame.word[x64::kRbp],
            .rsi = frame.word[x64::kRsi],
            .rdi = frame.word[x64::kRdi],
            .r8 = frame.word[x64::kR8],
            .r9 = frame.word[x64::kR9],
            .r10 = frame.word[x64::kR10],
            .r11 = frame.word[x64::kR11],
            .r12 = frame.word[x64::kR12],
            .r13 = frame.word[x64::kR13],
            .r14 = frame.word[x64::kR14],
            .r15 = frame.word[x64::kR15]};
}

/*@ requires \valid_read(&frame) && \valid_read(&before);
    assigns \nothing;
    ensures taken: TakenIa32(&frame, \result);
    ensures kept: SameHigh(\result, &before);
*/
[[nodiscard]] static arch::Registers registers_ia32(Frame const& frame, arch::Registers const& before) {
    return {.rax = dword(frame, ia32::kRax),
            .rcx = dword(frame, ia32::kRcx),
            .rdx = dword(frame, ia32::kRdx),
            .rbx = dword(frame, ia32::kRbx),
            .rbp = dword(frame, ia32::kRbp),
            .rsi = dword(frame, ia32::kRsi),
            .rdi = dword(frame, ia32::kRdi),
            .r8 = before.r8,
            .r9 = before.r9,
            .r10 = before.r10,
            .r11 = before.r11,
            .r12 = before.r12,
            .r13 = before.r13,
            .r14 = before.r14,
            .r15 = before.r15};
}

/*@ requires \valid_read(&frame) && \valid_read(&before);
    assigns \nothing;
    ensures x64: long_mode ==> TakenX64(&frame, \result);
    ensures ia32: !long_mode ==> TakenIa32(&frame, \result) && SameHigh(\result, &before);
*/
[[nodiscard]] static arch::Registers registers_of(Frame const& frame, arch::Registers const& before, bool long_mode) {
    if (long_mode) return registers_x64(frame);
    return registers_ia32(frame, before);
}

// The field is a word of the one frame, or a double word of the other.
/*@ requires \valid_read(&frame) && in_x64 < 28 && in_ia32 < 20;
    assigns \nothing;
    ensures x64: long_mode ==> \result == frame.word[in_x64];
    ensures ia32: !long_mode ==> \result == Dword(&frame, in_ia32);
*/
[[nodiscard]] static uint64_t field(Frame const& frame, bool long_mode, uint32_t in_x64, uint32_t in_ia32) {
    if (long_mode) return frame.word[in_x64];
    return dword(frame, in_ia32);
}

/*@ requires \valid_read(&context);
    assigns \nothing;
    ensures taken: CanRunAt(&context, wanted) ==> \result == wanted;
    ensures kept: !CanRunAt(&context, wanted) ==> \result == Natural(&context, vmcs::natural::kRip);
*/
[[nodiscard]] static uint64_t rip_after(Context const& context, uint64_t wanted) {
    uint32_t const rights =
        context.guest.narrow[vmcs::narrow::kAccessRights + static_cast<uint32_t>(vmcs::SegmentRegister::Cs)];
    bool const ia32e = in_ia32e_mode(context);
    bool const code64 = ia32e && rights / abi::access_rights::kLong % 2 == 1;
    bool const possible = can_run_at(context, code64, wanted);
    return possible ? wanted : context.guest.natural[vmcs::natural::kRip];
}

/*@ requires \valid_read(&frame) && \valid_read(&context);
    assigns \nothing;
    ensures shown: context.violation != abi::Violation::Page ==> \result == FrameCr2(&frame, long_mode);
    ensures kept: context.violation == abi::Violation::Page ==> \result == context.cr2;
*/
[[nodiscard]] static uint64_t cr2_after(Frame const& frame, Context const& context, bool long_mode) {
    if (context.violation == abi::Violation::Page) return context.cr2;
    return field(frame, long_mode, x64::kCr2, ia32::kCr2);
}

void take_registers(Frame const& frame, arch::Registers& registers, bool long_mode) {
    registers = registers_of(frame, registers, long_mode);
}

void take_state(Frame const& frame, Context& context, bool long_mode) {
    uint64_t const rsp = field(frame, long_mode, x64::kRsp, ia32::kRsp);
    uint64_t const rip = rip_after(context, field(frame, long_mode, x64::kRip, ia32::kRip));
    uint64_t const wanted = field(frame, long_mode, x64::kRflags, ia32::kRflags);
    uint64_t const rflags = domains::entry_flags(context.guest.natural[vmcs::natural::kRflags], wanted, false);
    uint64_t const cr2 = cr2_after(frame, context, long_mode);
    uint32_t const interruptibility = context.guest.narrow[vmcs::narrow::kInterruptibility] / 4 * 4;
    context.guest.natural[vmcs::natural::kRsp] = rsp;
    context.guest.natural[vmcs::natural::kRip] = rip;
    context.guest.natural[vmcs::natural::kRflags] = rflags;
    context.guest.narrow[vmcs::narrow::kInterruptibility] = interruptibility;
    context.guest.narrow[vmcs::narrow::kActivityState] = static_cast<uint32_t>(abi::ActivityState::Active);
    context.cr2 = cr2;
}

} // namespace stm::exceptions
