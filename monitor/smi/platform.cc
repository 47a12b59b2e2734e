// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/platform.h"

namespace stm::smi {

// More that the handler may use as it would without a monitor, where the processor has it: else it is an invalid opcode.
constexpr uint32_t kInstructions =
    abi::proc2_control::kRdtscp | abi::proc2_control::kInvpcid | abi::proc2_control::kXsaves;

constexpr uint64_t kPages4G = 0x100000;

/*@ requires \valid(&layout);
    assigns layout;
    ensures LayoutOf(&layout, mseg);
    ensures \result <==> SmrrOn && SmrrExact && layout.tseg_first <= mseg <= layout.tseg_last;
*/
[[nodiscard]] static bool read_layout(Layout& layout, uint64_t mseg) {
    uint64_t const base = arch::read_msr(abi::Msr::SmrrPhysBase);
    uint64_t const mask = arch::read_msr(abi::Msr::SmrrPhysMask);
    uint64_t const first = base / 0x1000 % kPages4G;
    uint64_t const size = kPages4G - mask / 0x1000 % kPages4G;
    layout.tseg_first = first;
    layout.tseg_last = first + size - 1;
    layout.mseg_first = mseg;
    bool const exact = kPages4G % size == 0 && first % size == 0;
    return mask / abi::smrr::kValid % 2 == 1 && exact && first <= mseg && mseg <= first + size - 1;
}

// The MSR that allows what is 1 by default to be 0 (SDM vol. 3D A.2), if there is one.
/*@ requires usual != abi::Msr::TimeStampCounter && flexible != abi::Msr::TimeStampCounter;
    assigns \nothing;
    ensures basic / 0x80000000000000 % 2 == 1 ==> \result == arch::MsrValue(flexible);
    ensures basic / 0x80000000000000 % 2 == 0 ==> \result == arch::MsrValue(usual);
*/
[[nodiscard]] static uint64_t capability(uint64_t basic, abi::Msr usual, abi::Msr flexible) {
    return basic / abi::vmx_basic::kTrueControls % 2 == 1 ? arch::read_msr(flexible) : arch::read_msr(usual);
}

/*@ requires \valid(&platform);
    assigns platform.os_pin, platform.exit, platform.os_exit, platform.os_proc, platform.os_entry,
      platform.handler_entry, platform.handler_pin, platform.handler_proc;
    ensures \result ==> Has(platform.exit, kExit) && Has(platform.os_exit, kExit) && Has(platform.os_entry, kEntry) &&
      Has(platform.handler_entry, kHandlerEntry) && Has(platform.handler_pin, kHandlerPin) &&
      Has(platform.handler_proc, kHandlerProc);
    ensures timer: basic == arch::MsrValue(abi::Msr::VmxBasic) ==> KeepsTimer(&platform);
    ensures GivesControls && basic == arch::MsrValue(abi::Msr::VmxBasic) ==> \result;
*/
[[nodiscard]] static bool choose_controls(Platform& platform, uint64_t basic) {
    uint64_t const proc = capability(basic, abi::Msr::VmxProcbasedCtls, abi::Msr::VmxTrueProcbasedCtls);
    uint64_t const entry = capability(basic, abi::Msr::VmxEntryCtls, abi::Msr::VmxTrueEntryCtls);
    uint64_t const exits = capability(basic, abi::Msr::VmxExitCtls, abi::Msr::VmxTrueExitCtls);
    auto const timer = static_cast<uint32_t>(exits / 0x100000000) & abi::exit_control::kSavePreemptionTimer;
    uint64_t const pin = capability(basic, abi::Msr::VmxPinbasedCtls, abi::Msr::VmxTruePinbasedCtls);
    auto const os_pin = vmcs::controls(pin, 0);
    auto const handler_pin = vmcs::controls(pin, kHandlerPin);
    auto const exit = vmcs::controls(exits, kExit);
    auto const os_exit = vmcs::controls(exits, kExit | timer);
    auto const os_proc = vmcs::controls(proc, 0);
    auto const os_entry = vmcs::controls(entry, kEntry);
    auto const handler_proc = vmcs::controls(proc, kHandlerProc);
    auto const handler_entry = vmcs::controls(entry, kHandlerEntry);
    platform.os_pin = os_pin.value;
    platform.handler_pin = handler_pin.value;
    platform.exit = exit.value;
    platform.os_exit = os_exit.value;
    platform.os_proc = os_proc.value;
    platform.os_entry = os_entry.value;
    platform.handler_proc = handler_proc.value;
    platform.handler_entry = handler_entry.value;
    return exit.supported && os_entry.supported && handler_pin.supported && handler_proc.supported &&
           handler_entry.supported;
}

/*@ requires \valid(&platform);
    assigns platform.handler_proc2;
    ensures \result ==> Has(platform.handler_proc2, kHandlerProc2);
    ensures has_any && Gives(arch::MsrValue(abi::Msr::VmxProcbasedCtls2), kHandlerProc2) ==> \result;
*/
[[nodiscard]] static bool choose_secondary_controls(Platform& platform, bool has_any) {
    platform.handler_proc2 = 0;
    if (!has_any) return false;
    uint64_t const proc2 = arch::read_msr(abi::Msr::VmxProcbasedCtls2);
    auto const instructions = static_cast<uint32_t>(proc2 / 0x100000000) & kInstructions;
    auto const needed = vmcs::controls(proc2, kHandlerProc2);
    auto const chosen = vmcs::controls(proc2, kHandlerProc2 | instructions);
    platform.handler_proc2 = chosen.value;
    return needed.supported;
}

/*@ assigns \nothing;
    ensures \result <==> HasEpt;
*/
[[nodiscard]] static bool has_wanted_ept() {
    uint64_t const capabilities = arch::read_msr(abi::Msr::VmxEptVpidCap);
    return (capabilities & kWantedEpt) == kWantedEpt;
}

bool read_platform(Platform& platform, uint64_t mseg, uint64_t end) {
    uint64_t const basic = arch::read_msr(abi::Msr::VmxBasic);
    platform.revision = static_cast<uint32_t>(basic % 0x80000000);
    bool const controls = choose_controls(platform, basic);
    bool const secondary = choose_secondary_controls(platform, controls);
    bool const layout = read_layout(platform.layout, mseg);
    if (!controls || !secondary || !layout) return false;
    bool const ept = has_wanted_ept();
    return ept && end <= platform.layout.tseg_last + 1;
}

} // namespace stm::smi
