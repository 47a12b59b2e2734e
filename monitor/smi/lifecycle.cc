// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/lifecycle.h"

#include "monitor/arch/msr.h"
#include "monitor/arch/shared.h"
#include "monitor/smi/functions.h"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_control.h"
#include "spec/abi/vmx_guest.h"

namespace stm::smi {

/*@ requires \valid(&shared);
    assigns shared.active;
    ensures \result == abi::Status::Success <==> \old(shared.active) == kOff;
    ensures \result == abi::Status::Success ==> shared.active == kPreparing;
    ensures \result != abi::Status::Success ==> shared.active == \old(shared.active) &&
      \result == (\old(shared.active) == kPreparing ? abi::Status::Unspecified : abi::Status::AlreadyStarted);
*/
[[nodiscard]] static abi::Status admit_first(Shared& shared) {
    uint32_t const before = arch::compare_exchange(shared.active, kOff, kPreparing);
    if (before == kOff) return abi::Status::Success;
    return before == kPreparing ? abi::Status::Unspecified : abi::Status::AlreadyStarted;
}

/*@ assigns \nothing;
    ensures \result <==> IsOn(active);
*/
[[nodiscard]] static bool is_on(uint32_t active) {
    return active != kOff && active < boot::kProcessors;
}

constexpr uint32_t kTries = 64; // after a look at the word, each that fails means that another processor got on

/*@ requires \valid(&shared);
    assigns shared.active;
    ensures \result == abi::Status::Success <==> IsOn(\old(shared.active));
    ensures \result == abi::Status::Success ==> shared.active == \old(shared.active) + 1;
    ensures \result != abi::Status::Success ==>
      shared.active == \old(shared.active) && \result == abi::Status::Unspecified;
*/
[[nodiscard]] static abi::Status admit_another(Shared& shared) {
    uint32_t seen = 1; // if not, the first try tells
    bool joined = false;
    /*@ loop invariant tries: 0 <= i <= kTries;
        loop invariant not_yet: !joined ==> shared.active == \at(shared.active, Pre) && i <= 1;
        loop invariant told: !joined ==> seen == (i == 0 ? 1 : \at(shared.active, Pre));
        loop invariant joined: joined ==>
          IsOn(\at(shared.active, Pre)) && shared.active == \at(shared.active, Pre) + 1;
        loop assigns i, seen, joined, shared.active;
        loop variant kTries - i;
    */
    for (uint32_t i = 0; i < kTries && !joined && is_on(seen); i++) {
        uint32_t const before = arch::compare_exchange(shared.active, seen, seen + 1);
        joined = before == seen;
        seen = before;
    }
    return joined ? abi::Status::Success : abi::Status::Unspecified;
}

abi::Status admit(Shared& shared, uint32_t function) {
    if (function == static_cast<uint32_t>(abi::Function::InitializeProtection)) return admit_first(shared);
    if (function == static_cast<uint32_t>(abi::Function::Start)) return admit_another(shared);
    return is_os_function(function) ? abi::Status::Stopped : abi::Status::InvalidApi;
}

void settle(Shared& shared, bool first, bool begun) {
    if (first) {
        uint32_t const active = begun ? 1 : kOff;
        [[maybe_unused]] uint32_t const before = arch::compare_exchange(shared.active, kPreparing, active);
        return;
    }
    if (!begun) arch::decrement(shared.active);
}

abi::Status take_options(uint32_t options) {
    if (options > abi::start_option::kSmiUnblockingByVmxOff) return abi::Status::Unspecified;
    if (options == 0) return abi::Status::Success;
    uint64_t const misc = arch::read_msr(abi::Msr::VmxMisc);
    if (misc / abi::vmx_misc::kSmiUnblockingByVmxoff % 2 == 0) return abi::Status::UnsupportedMsrBit;
    uint64_t const control = arch::read_msr(abi::Msr::SmmMonitorCtl);
    constexpr uint64_t wanted = abi::smm_monitor_ctl::kSmiUnblockingByVmxoff;
    arch::write_msr(abi::Msr::SmmMonitorCtl, control + wanted * (1 - control / wanted % 2));
    return abi::Status::Success;
}

constexpr uint64_t kBlockingBySmi = abi::interruptibility::kBlockingBySmi;

/*@ assigns arch::vmcs_data;
    ensures \result ==> (IsBlocked(arch::current_vmcs) <==> blocked);
    ensures \forall integer field; field != abi::VmcsField::GuestInterruptibility ==> Field(field) == Field{Pre}(field);
    ensures arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures HasFields ==> \result;
*/
[[nodiscard]] static bool block_smis(bool blocked) {
    auto const before = arch::vmread(abi::VmcsField::GuestInterruptibility);
    if (before.result != arch::VmxResult::Succeed) return false;
    uint64_t const open = before.value - before.value / kBlockingBySmi % 2 * kBlockingBySmi;
    auto const written = arch::vmwrite(abi::VmcsField::GuestInterruptibility, blocked ? open + kBlockingBySmi : open);
    return written == arch::VmxResult::Succeed;
}

bool unblock_smis() {
    return block_smis(false);
}

constexpr uint64_t kDeactivate = abi::entry_control::kDeactivateDualMonitor;

bool deactivate(arch::Registers& registers, abi::Status status) {
    auto const controls = arch::vmread(abi::VmcsField::EntryControls);
    if (controls.result != arch::VmxResult::Succeed) return false;
    auto const written = arch::vmwrite(abi::VmcsField::EntryControls,
                                       controls.value + kDeactivate * (1 - controls.value / kDeactivate % 2));
    if (written != arch::VmxResult::Succeed) return false;
    bool const blocked = block_smis(true);
    if (!blocked) return false;
    return return_status(registers, status);
}

} // namespace stm::smi
