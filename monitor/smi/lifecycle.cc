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
    ensures \result <==> (first <==> \old(shared.active) == 0);
    ensures \result ==> shared.active == (\old(shared.active) + 1) % 0x100000000;
    ensures !\result ==> shared.active == \old(shared.active);
*/
[[nodiscard]] static bool count(Shared& shared, bool first) {
    uint32_t const before = arch::fetch_increment(shared.active);
    bool const counted = (before == 0) == first;
    if (!counted) arch::decrement(shared.active);
    return counted;
}

abi::Status admit(Shared& shared, uint32_t function) {
    if (function == static_cast<uint32_t>(abi::Function::InitializeProtection)) {
        bool const counted = count(shared, true);
        return counted ? abi::Status::Success : abi::Status::AlreadyStarted;
    }
    if (function == static_cast<uint32_t>(abi::Function::Start)) {
        bool const counted = count(shared, false);
        return counted ? abi::Status::Success : abi::Status::Unspecified;
    }
    return is_os_function(function) ? abi::Status::Stopped : abi::Status::InvalidApi;
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
