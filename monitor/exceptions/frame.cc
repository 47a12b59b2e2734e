// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/frame.h"

namespace stm::exceptions {

constexpr uint32_t kCs = static_cast<uint32_t>(vmcs::SegmentRegister::Cs);
constexpr uint32_t kSs = static_cast<uint32_t>(vmcs::SegmentRegister::Ss);

/*@ requires \valid_read(&context);
    assigns \nothing;
    ensures \result == ShownCr2(&context);
*/
[[nodiscard]] static uint64_t shown_cr2(Context const& context) {
    return context.violation == abi::Violation::Page ? context.guest_physical_address : context.cr2;
}

/*@ requires \valid(&frame) && \valid_read(&registers) && \separated(&frame, &registers);
    assigns frame.word[0 .. 14];
    ensures ShowsRegistersX64{Pre, Post}(&frame, &registers);
*/
static void fill_registers_x64(Frame& frame, arch::Registers const& registers) {
    frame.word[x64::kR15] = registers.r15;
    frame.word[x64::kR14] = registers.r14;
    frame.word[x64::kR13] = registers.r13;
    frame.word[x64::kR12] = registers.r12;
    frame.word[x64::kR11] = registers.r11;
    frame.word[x64::kR10] = registers.r10;
    frame.word[x64::kR9] = registers.r9;
    frame.word[x64::kR8] = registers.r8;
    frame.word[x64::kRdi] = registers.rdi;
    frame.word[x64::kRsi] = registers.rsi;
    frame.word[x64::kRbp] = registers.rbp;
    frame.word[x64::kRdx] = registers.rdx;
    frame.word[x64::kRcx] = registers.rcx;
    frame.word[x64::kRbx] = registers.rbx;
    frame.word[x64::kRax] = registers.rax;
}

/*@ requires \valid(&frame) && \valid_read(&context) && \separated(&frame, &context);
    assigns frame.word[15 .. 27];
    ensures control: ShowsControlX64{Pre, Post}(&frame, &context);
    ensures exit: ShowsExitX64{Pre, Post}(&frame, &context);
    ensures code: ShowsCodeX64{Pre, Post}(&frame, &context);
*/
static void fill_state_x64(Frame& frame, Context const& context) {
    frame.word[x64::kCr8] = context.cr8;
    frame.word[x64::kCr3] = context.guest.natural[vmcs::natural::kCr3];
    frame.word[x64::kCr2] = shown_cr2(context);
    frame.word[x64::kCr0] = context.guest.natural[vmcs::natural::kCr0];
    frame.word[x64::kInformation] = context.instruction_information;
    frame.word[x64::kLength] = context.instruction_length;
    frame.word[x64::kQualification] = context.qualification;
    frame.word[x64::kErrorCode] = static_cast<uint64_t>(context.violation);
    frame.word[x64::kRip] = context.guest.natural[vmcs::natural::kRip];
    frame.word[x64::kCs] = context.guest.selectors[kCs];
    frame.word[x64::kRflags] = context.guest.natural[vmcs::natural::kRflags];
    frame.word[x64::kRsp] = context.guest.natural[vmcs::natural::kRsp];
    frame.word[x64::kSs] = context.guest.selectors[kSs];
}

// A word of two fields.
/*@ assigns \nothing;
    ensures low: Low(\result) == Low(low);
    ensures high: High(\result) == Low(high);
*/
[[nodiscard]] static uint64_t pair(uint64_t low, uint64_t high) {
    return low % 0x100000000 + 0x100000000 * (high % 0x100000000);
}

/*@ requires \valid(&frame) && \valid_read(&context) && \separated(&frame, &context);
    assigns frame.word[0 .. 4];
    ensures registers: ShowsRegistersIa32{Pre, Post}(&frame, &context.registers);
    ensures control: ShowsControlIa32{Pre, Post}(&frame, &context);
*/
static void fill_registers_ia32(Frame& frame, Context const& context) {
    uint64_t const cr2 = shown_cr2(context);
    frame.word[ia32::kRdi / 2] = pair(context.registers.rdi, context.registers.rsi);
    frame.word[ia32::kRbp / 2] = pair(context.registers.rbp, context.registers.rdx);
    frame.word[ia32::kRcx / 2] = pair(context.registers.rcx, context.registers.rbx);
    frame.word[ia32::kRax / 2] = pair(context.registers.rax, context.guest.natural[vmcs::natural::kCr3]);
    frame.word[ia32::kCr2 / 2] = pair(cr2, context.guest.natural[vmcs::natural::kCr0]);
}

/*@ requires \valid(&frame) && \valid_read(&context) && \separated(&frame, &context);
    assigns frame.word[5 .. 9];
    ensures exit: ShowsExitIa32{Pre, Post}(&frame, &context);
    ensures code: ShowsCodeIa32{Pre, Post}(&frame, &context);
*/
static void fill_state_ia32(Frame& frame, Context const& context) {
    frame.word[ia32::kInformation / 2] = pair(context.instruction_information, context.instruction_length);
    frame.word[ia32::kQualification / 2] = context.qualification;
    frame.word[ia32::kErrorCode / 2] =
        pair(static_cast<uint64_t>(context.violation), context.guest.natural[vmcs::natural::kRip]);
    frame.word[ia32::kCs / 2] = pair(context.guest.selectors[kCs], context.guest.natural[vmcs::natural::kRflags]);
    frame.word[ia32::kRsp / 2] = pair(context.guest.natural[vmcs::natural::kRsp], context.guest.selectors[kSs]);
}

void fill_frame(Frame& frame, Context const& context, bool long_mode) {
    if (long_mode) {
        fill_registers_x64(frame, context.registers);
        fill_state_x64(frame, context);
    } else {
        fill_registers_ia32(frame, context);
        fill_state_ia32(frame, context);
    }
}

} // namespace stm::exceptions
