// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/os_exits.h"

#include "spec/abi/vmx_guest.h"

namespace stm::smi {

constexpr uint32_t kPendingMtf = abi::exit_reason::kPendingMtf;
constexpr uint64_t kMonitorTrap = // with vector 0 (SDM vol. 3C 26.6.2)
    abi::interruption::kValid | (static_cast<uint32_t>(abi::InterruptionType::Other) << abi::interruption::kTypeShift);

/*@ assigns \nothing;
    ensures \result <==> IsSmi(reason);
*/
[[nodiscard]] static bool is_smi(uint32_t reason) {
    uint32_t const basic = reason % 0x10000;
    return reason < abi::exit_reason::kEntryFailure && (basic == static_cast<uint32_t>(abi::ExitReason::IoSmi) ||
                                                        basic == static_cast<uint32_t>(abi::ExitReason::OtherSmi));
}

bool is_call(uint32_t reason) {
    return reason < abi::exit_reason::kEntryFailure &&
           reason % 0x10000 == static_cast<uint32_t>(abi::ExitReason::Vmcall);
}

// A monitor-trap exit that was pending when the SMI came is due when the OS goes on (SDM vol. 3C 34.15.2.3).
/*@ assigns arch::vmcs_data;
    ensures pending: \result && reason / kPendingMtf % 2 == 1 ==>
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryInterruptionInformation) == kMonitorTrap;
    ensures fields: \forall integer field; field != abi::VmcsField::EntryInterruptionInformation ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool keep_monitor_trap(uint32_t reason) {
    if (reason / kPendingMtf % 2 == 0) return true;
    auto const written = arch::vmwrite(abi::VmcsField::EntryInterruptionInformation, kMonitorTrap);
    return written == arch::VmxResult::Succeed;
}

bool handle_os_exit(arch::Registers& registers, State& state, HandlerStart const& start, Shared& shared,
                    uint32_t reason) {
    if (is_smi(reason)) {
        auto const kept = keep_monitor_trap(reason);
        if (!kept) return false;
        return enter_handler(registers, state, start, start.smi_rip, Purpose::Smi);
    }
    if (!is_call(reason)) return false;
    return handle_os_call(registers, state, start, shared);
}

} // namespace stm::smi
