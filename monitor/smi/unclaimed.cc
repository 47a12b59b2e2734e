// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/unclaimed.h"

namespace stm::smi {

/*@ requires \valid_read(&access);
    assigns \nothing;
    ensures \result <==> io::InData(&access);
*/
[[nodiscard]] static bool in_data(io::PortAccess const& access) {
    return io::kDataPort <= access.port && uint32_t{access.port} + access.size <= io::kLastPciPort + 1U;
}

/*@ requires \valid_read(&policy) && \valid_read(&access) && Policy::Inv(&policy);
    assigns \nothing;
    ensures \result <==> PortUnclaimed(&policy, &access, latch);
*/
[[nodiscard]] static bool is_unclaimed_port(Policy const& policy, io::PortAccess const& access, uint32_t latch) {
    auto const ruling = io::rule_port(policy, access, latch);
    return ruling == io::PortRuling::Denied;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && kind <= Access::Write;
    assigns \nothing;
    ensures \result ==> MsrUnclaimed(&policy, kind, msr);
*/
[[nodiscard]] static bool is_unclaimed_msr(Policy const& policy, Access kind, uint32_t msr) {
    auto const answer = io::rule_msr(policy, msr, kind);
    return answer.ruling == io::MsrRuling::Denied;
}

/*@ requires \valid(&access) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&access, &policy, &arch::current_vmcs, &arch::vmcs_data);
    assigns access.access, access.type;
    ensures unclaimed: \result ==> PortUnclaimed(&policy, &access.access, latch);
    ensures type: \result ==> IsOfPort(&access, latch);
    ensures decoded: HasFields || \result ==>
      PortDecoded(&access.access, Field(abi::VmcsField::ExitQualification));
    ensures all: HasFields && PortUnclaimed(&policy, &access.access, latch) ==> \result;
*/
[[nodiscard]] static bool find_port(Violation& access, Policy const& policy, uint32_t latch) {
    auto const qualification = arch::vmread(abi::VmcsField::ExitQualification);
    if (qualification.result != arch::VmxResult::Succeed) return false;
    io::decode(access.access, qualification.value);
    bool const unclaimed = is_unclaimed_port(policy, access.access, latch);
    bool const data = in_data(access.access);
    bool const enabled = io::is_enabled(latch);
    //@ ghost Ruled: ;
    access.type = data && enabled ? abi::Violation::Pci : abi::Violation::Io;
    //@ assert same: Policy::Same{Ruled, Here}(&policy);
    return unclaimed;
}

bool find_unclaimed(Violation& access, arch::Registers const& registers, Policy const& policy, uint32_t latch,
                    uint32_t reason) {
    if (reason == static_cast<uint32_t>(abi::ExitReason::IoInstruction)) return find_port(access, policy, latch);
    access.type = abi::Violation::Msr;
    bool const reads = reason == static_cast<uint32_t>(abi::ExitReason::Rdmsr);
    auto const msr = static_cast<uint32_t>(registers.rcx % 0x100000000);
    bool const unclaimed = is_unclaimed_msr(policy, reads ? Access::Read : Access::Write, msr);
    return unclaimed;
}

bool log_unclaimed(Services& services, arch::Registers const& registers, Policy const& policy, uint32_t latch,
                   uint32_t reason, api::Platform platform, arch::Window& window, uint64_t linear) {
    Violation access = {};
    bool const unclaimed = find_unclaimed(access, registers, policy, latch, reason);
    if (!unclaimed) return false;
    bool const recorded = log_access(services, abi::EventType::BiosAccessToUnclaimedResource, access, registers, latch,
                                     reason, platform, window, linear);
    return recorded;
}

} // namespace stm::smi
