// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_msrs.h"

namespace stm::smi {

constexpr uint64_t kHalf = 0x100000000;

/*@ requires mask != 0 ==> granted;
    assigns \nothing;
    ensures read: msr != abi::Msr::TimeStampCounter ==> (\forall integer b; 0 <= b < 64 ==>
      (Bit(\result, b) <==> Bit(mask, b) && Bit(arch::MsrValue(msr), b)));
    ensures hidden: \forall integer b; 0 <= b < 64 && !Bit(mask, b) ==> !Bit(\result, b);
*/
[[nodiscard]] static uint64_t read_granted(bool granted, uint32_t msr, uint64_t mask) {
    if (!granted) return 0;
    return io::read_masked(msr, mask);
}

bool serve_rdmsr(arch::Registers& registers, Policy const& policy) {
    auto const msr = static_cast<uint32_t>(registers.rcx % kHalf);
    io::MsrAnswer const answer = io::rule_msr(policy, msr, Access::Read);
    /*@ assert masked: answer.ruling == io::MsrRuling::Masked ==> (\forall integer b; 0 <= b < 64 ==>
          (Bit(answer.mask, b) <==> MsrBitClaimed(&policy, Access::Read, msr, b))); */
    //@ assert none: \forall integer b; 0 <= b < 64 ==> !Bit(0, b);
    /*@ assert unclaimed: answer.ruling == io::MsrRuling::Denied ==> answer.mask == 0 && (\forall integer b;
          0 <= b < 64 ==> !MsrBitClaimed(&policy, Access::Read, msr, b)); */
    if (answer.ruling == io::MsrRuling::Violation) return false;
    uint64_t const value = read_granted(answer.ruling == io::MsrRuling::Masked, msr, answer.mask);
    registers.rax = value % kHalf;
    registers.rdx = value / kHalf;
    //@ assert whole: MsrOperand(&registers) == value;
    return skip_instruction();
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && \separated(&policy, &arch::msr_data);
    assigns arch::msr_data;
    ensures others: \forall integer other; other != msr ==> arch::MsrValue(other) == arch::MsrValue{Pre}(other);
    ensures masked: msr != abi::Msr::TimeStampCounter ==> (\forall integer b; 0 <= b < 64 && !Bit(mask, b) ==>
      (Bit(arch::MsrValue(msr), b) <==> Bit(arch::MsrValue{Pre}(msr), b)));
    ensures apic: msr == abi::Msr::ApicBase && arch::MsrValue(msr) != arch::MsrValue{Pre}(msr) ==>
      !Policy::InSmram(&policy, arch::MsrValue(msr) / 0x1000);
*/
static void write_granted(Policy const& policy, uint32_t msr, uint64_t mask, uint64_t value) {
    if (msr != static_cast<uint32_t>(abi::Msr::ApicBase)) {
        io::write_masked(msr, mask, value);
        return;
    }
    uint64_t const before = arch::read_msr(abi::Msr::ApicBase);
    uint64_t const wanted = io::merged(before, value, mask);
    bool const placed = io::may_place_apic(policy, before, wanted);
    if (placed) arch::write_msr(abi::Msr::ApicBase, wanted);
}

bool serve_wrmsr(arch::Registers const& registers, Policy const& policy) {
    auto const msr = static_cast<uint32_t>(registers.rcx % kHalf);
    io::MsrAnswer const answer = io::rule_msr(policy, msr, Access::Write);
    if (answer.ruling == io::MsrRuling::Violation) return false;
    uint64_t const value = registers.rdx % kHalf * kHalf + registers.rax % kHalf;
    if (answer.ruling == io::MsrRuling::Masked) write_granted(policy, msr, answer.mask, value);
    return skip_instruction();
}

} // namespace stm::smi
