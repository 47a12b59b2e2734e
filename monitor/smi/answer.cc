// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/answer.h"

#include "spec/abi/vmx_guest.h"

namespace stm::smi {

constexpr uint64_t kMostRip = 0xffffffffffffffff;

uint64_t behind(uint64_t rip, uint64_t length) {
    return rip <= kMostRip - length ? rip + length : rip - (kMostRip - length) - 1;
}

/*@ assigns arch::vmcs_data;
    ensures skipped: \result ==> Field(abi::VmcsField::GuestRip) ==
      (Field{Pre}(abi::VmcsField::GuestRip) + Field{Pre}(abi::VmcsField::ExitInstructionLength)) % 0x10000000000000000;
    ensures fields: \forall integer field; field != abi::VmcsField::GuestRip ==> Field(field) == Field{Pre}(field);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool advance() {
    auto const rip = arch::vmread(abi::VmcsField::GuestRip);
    if (rip.result != arch::VmxResult::Succeed) return false;
    auto const length = arch::vmread(abi::VmcsField::ExitInstructionLength);
    if (length.result != arch::VmxResult::Succeed) return false;
    uint64_t const next = behind(rip.value, length.value);
    auto const written = arch::vmwrite(abi::VmcsField::GuestRip, next);
    return written == arch::VmxResult::Succeed;
}

bool skip_instruction() {
    auto const blocking = arch::vmread(abi::VmcsField::GuestInterruptibility);
    if (blocking.result != arch::VmxResult::Succeed) return false;
    bool const advanced = advance();
    if (!advanced) return false;
    auto const written =
        arch::vmwrite(abi::VmcsField::GuestInterruptibility, blocking.value - blocking.value % kShadows);
    return written == arch::VmxResult::Succeed;
}

bool return_status(arch::Registers& registers, abi::Status status) {
    registers.rax = static_cast<uint64_t>(status);
    bool const error = abi::is_error(status);
    auto const flags = arch::vmread(abi::VmcsField::GuestRflags);
    if (flags.result != arch::VmxResult::Succeed) return false;
    auto const carry = static_cast<uint64_t>(error ? 1 : 0);
    //@ assert carry: carry == (status >= 0x80000000 ? 1 : 0);
    auto const written = arch::vmwrite(abi::VmcsField::GuestRflags, (flags.value & kOtherFlags) | carry);
    return written == arch::VmxResult::Succeed;
}

bool answer_call(arch::Registers& registers, abi::Status status) {
    bool const skipped = skip_instruction();
    return skipped && return_status(registers, status);
}

constexpr uint32_t kHardwareException =
    abi::interruption::kValid |
    (static_cast<uint32_t>(abi::InterruptionType::HardwareException) << abi::interruption::kTypeShift);

bool inject_fault(uint32_t vector, bool has_error_code) {
    auto const code = arch::vmwrite(abi::VmcsField::EntryExceptionErrorCode, 0);
    if (code != arch::VmxResult::Succeed) return false;
    uint32_t const information = kHardwareException + (has_error_code ? abi::interruption::kErrorCode : 0) + vector;
    auto const written = arch::vmwrite(abi::VmcsField::EntryInterruptionInformation, information);
    return written == arch::VmxResult::Succeed;
}

} // namespace stm::smi
