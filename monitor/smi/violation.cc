// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/violation.h"

namespace stm::smi {

constexpr uint64_t kAllBits = 0xffffffffffffffff;

bool may_violate(uint32_t reason) {
    return reason == static_cast<uint32_t>(abi::ExitReason::EptViolation) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Rdmsr) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Wrmsr) ||
           reason == static_cast<uint32_t>(abi::ExitReason::IoInstruction);
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && page <= kLastPage && rights < 8;
    assigns \nothing;
    ensures \result <==> PageProtected(&policy, page, rights);
*/
[[nodiscard]] static bool is_protected(Policy const& policy, uint64_t page, uint32_t rights) {
    Request const r = {.area = Area::Physical,
                       .read = rights % 2 == 1,
                       .write = rights / 2 % 2 == 1,
                       .execute = rights / 4 % 2 == 1,
                       .first = page,
                       .last = page};
    auto const decision = policy.for_handler(r);
    /*@ assert named: \forall integer k; Names(&r, k) <==> (\exists integer access;
          Access::Read <= access <= Access::Execute && Wants(rights, access) &&
          k == Atom(Area::Physical, access, page)); */
    /*@ assert kept: Policy::MeetsKept(&policy, &r) ==> !PageProtected(&policy, page, rights); */
    return decision == Decision::Protected;
}

/*@ requires \valid(&violation) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&violation, &policy, &arch::current_vmcs, &arch::vmcs_data);
    assigns violation.page, violation.rights, violation.type;
    ensures page: \old(violation.page) <= kLastPage ==> violation.page <= kLastPage;
    ensures found: \result == Finding::Protected ==> IsPageViolation(&violation, &policy);
    ensures reaches: \result == Finding::Protected ==> PageProtected{Pre}(&policy, TouchedPage, TouchedRights);
    ensures misses: \result == Finding::Nothing ==> !PageProtected{Pre}(&policy, TouchedPage, TouchedRights);
    ensures finding: \result <= Finding::Protected;
    ensures progress: HasFields && HasMemoryFields ==> \result != Finding::Failed;
*/
[[nodiscard]] static Finding find_page(Violation& violation, Policy const& policy) {
    auto const address = arch::vmread(abi::VmcsField::GuestPhysicalAddress);
    if (address.result != arch::VmxResult::Succeed) return Finding::Failed;
    auto const qualification = arch::vmread(abi::VmcsField::ExitQualification);
    if (qualification.result != arch::VmxResult::Succeed) return Finding::Failed;
    if (address.value >= kAddressEnd) return Finding::Nothing;
    uint64_t const page = address.value / 0x1000;
    auto const rights = static_cast<uint32_t>(qualification.value % 8);
    bool const found = is_protected(policy, page, rights);
    //@ assert touched: found <==> PageProtected(&policy, TouchedPage, TouchedRights);
    violation.type = abi::Violation::Page;
    violation.page = page;
    violation.rights = rights;
    //@ assert same: IntervalSet::Same{Pre, Here}(&policy.protections_);
    /*@ assert members: \forall integer k; IntervalSet::Member(&policy.protections_, k) <==>
          IntervalSet::Member{Pre}(&policy.protections_, k); */
    //@ assert still: found <==> PageProtected(&policy, TouchedPage, TouchedRights);
    return found ? Finding::Protected : Finding::Nothing;
}

/*@ requires \valid_read(&access);
    assigns \nothing;
    ensures \result <==> io::InData(&access) && io::Enabled(latch);
*/
[[nodiscard]] static bool names_register(io::PortAccess const& access, uint32_t latch) {
    bool const enabled = io::is_enabled(latch);
    return enabled && io::kDataPort <= access.port && uint32_t{access.port} + access.size <= io::kLastPciPort + 1U;
}

/*@ requires \valid(&violation) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&violation, &policy, &arch::current_vmcs, &arch::vmcs_data);
    assigns violation.access, violation.type;
    ensures found: \result == Finding::Protected ==> IsPortViolation(&violation, &policy, latch);
    ensures reaches: \result == Finding::Protected ==>
      PortReaches{Pre}(&policy, Field(abi::VmcsField::ExitQualification), latch);
    ensures misses: \result == Finding::Nothing || \result == Finding::Unclaimed ==>
      !PortReaches{Pre}(&policy, Field(abi::VmcsField::ExitQualification), latch);
    ensures unclaimed: \result == Finding::Unclaimed ==>
      PortUnclaimed(&policy, &violation.access, latch) && IsOfPort(&violation, latch);
    ensures decoded: \result != Finding::Failed ==>
      PortDecoded(&violation.access, Field(abi::VmcsField::ExitQualification)) &&
      (PortUnclaimed(&policy, &violation.access, latch) ==> \result == Finding::Unclaimed);
    ensures plain: \result != Finding::Failed && IsPlainPort(Field(abi::VmcsField::ExitQualification)) &&
      !PortProtected{Pre}(&policy, Field(abi::VmcsField::ExitQualification)) ==>
      (\result == Finding::Unclaimed <==>
        !PlainPortClaimed{Pre}(&policy, Field(abi::VmcsField::ExitQualification)));
    ensures finding: \result <= Finding::Unclaimed;
    ensures progress: HasFields ==> \result != Finding::Failed;
*/
[[nodiscard]] static Finding find_port(Violation& violation, Policy const& policy, uint32_t latch) {
    auto const qualification = arch::vmread(abi::VmcsField::ExitQualification);
    if (qualification.result != arch::VmxResult::Succeed) return Finding::Failed;
    io::decode(violation.access, qualification.value);
    io::PortRuling const ruling = io::rule_port(policy, violation.access, latch);
    /*@ assert port: io::PortsProtected(&policy, &violation.access) <==>
          PortProtected(&policy, Field(abi::VmcsField::ExitQualification)); */
    /*@ assert pci: io::InData(&violation.access) && io::Enabled(latch) &&
          io::PciProtected(&policy, &violation.access, latch) <==>
          PciProtected(&policy, Field(abi::VmcsField::ExitQualification), latch); */
    bool const registers = names_register(violation.access, latch);
    /*@ assert plain: IsPlainPort(Field(abi::VmcsField::ExitQualification)) ==> io::ValidSize(&violation.access) &&
          !violation.access.string && !io::InData(&violation.access) && !io::MeetsData(&violation.access) &&
          !io::IsAddress(&violation.access); */
    /*@ assert claimed: IsPlainPort(Field(abi::VmcsField::ExitQualification)) ==>
          (io::PortsClaimed(&policy, &violation.access) <==>
            PlainPortClaimed(&policy, Field(abi::VmcsField::ExitQualification))); */
    /*@ assert before: PlainPortClaimed(&policy, Field(abi::VmcsField::ExitQualification)) <==>
          PlainPortClaimed{Pre}(&policy, Field(abi::VmcsField::ExitQualification)); */
    //@ ghost Ruled: ;
    violation.type =
        registers && ruling != io::PortRuling::IoViolation ? abi::Violation::Pci : abi::Violation::Io;
    //@ assert count: policy.protections_.count_ == \at(policy.protections_.count_, Ruled);
    /*@ assert members: \forall integer k; IntervalSet::Member(&policy.protections_, k) <==>
          IntervalSet::Member{Ruled}(&policy.protections_, k); */
    if (ruling == io::PortRuling::Denied) return Finding::Unclaimed;
    bool const found = ruling == io::PortRuling::IoViolation || ruling == io::PortRuling::PciViolation;
    return found ? Finding::Protected : Finding::Nothing;
}

/*@ requires \valid(&violation) && \valid_read(&registers) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&violation, &registers, &policy, &arch::current_vmcs, &arch::vmcs_data);
    requires reason == abi::ExitReason::Rdmsr || reason == abi::ExitReason::Wrmsr;
    assigns violation.type;
    ensures type: violation.type == abi::Violation::Msr;
    ensures found: \result == Finding::Protected <==> Violates(&policy, &registers, reason);
    ensures reaches: \result == Finding::Protected <==> Violates{Pre}(&policy, &registers, reason);
    ensures unclaimed: \result == Finding::Unclaimed ==>
      MsrUnclaimed(&policy, reason == abi::ExitReason::Rdmsr ? Access::Read : Access::Write, MsrIndex(&registers));
    ensures finding: \result <= Finding::Unclaimed;
    ensures progress: \result != Finding::Failed;
*/
[[nodiscard]] static Finding find_msr(Violation& violation, arch::Registers const& registers, Policy const& policy,
                                      uint32_t reason) {
    bool const reads = reason == static_cast<uint32_t>(abi::ExitReason::Rdmsr);
    auto const msr = static_cast<uint32_t>(registers.rcx % 0x100000000);
    io::MsrAnswer const answer = io::rule_msr(policy, msr, reads ? Access::Read : Access::Write);
    violation.type = abi::Violation::Msr;
    if (answer.ruling == io::MsrRuling::Denied) return Finding::Unclaimed;
    return answer.ruling == io::MsrRuling::Violation ? Finding::Protected : Finding::Nothing;
}

Finding find_violation(Violation& violation, arch::Registers const& registers, Policy const& policy, uint32_t latch,
                       uint32_t reason) {
    if (reason == static_cast<uint32_t>(abi::ExitReason::EptViolation)) return find_page(violation, policy);
    if (reason == static_cast<uint32_t>(abi::ExitReason::IoInstruction)) return find_port(violation, policy, latch);
    return find_msr(violation, registers, policy, reason);
}

/*@ requires \valid(&data) && \valid_read(&access) && \separated(&data, &access);
    assigns data;
    ensures header: data.word[0] == log::Descriptor(abi::RscType::PciCfgRange, log::kPciLength);
    ensures registers: data.word[1] == (\old(access.in) ? 1 : 2) +
      0x10000 * (latch / 4 % 64 * 4 + \old(access.port) % 4) + 0x100000000 * \old(access.size) +
      0x1000000000000 * (PciNumber(latch) / 0x100);
    ensures node: data.word[2] == 1 + 0x100 * 1 + 0x10000 * sizeof(abi::PciDevicePathNode) +
      0x100000000 * (PciNumber(latch) % 8) + 0x10000000000 * (PciNumber(latch) / 8 % 32);
*/
static void describe_pci(log::EventData& data, io::PortAccess const& access, uint32_t latch) {
    uint32_t const number = latch / 0x100 % 0x10000;
    auto const bus = static_cast<uint8_t>(number / 0x100);
    auto const device = static_cast<uint8_t>(number / 8 % 32);
    auto const function = static_cast<uint8_t>(number % 8);
    auto const base = static_cast<uint16_t>(latch / 4 % 64 * 4 + uint32_t{access.port} % 4);
    auto const rw = static_cast<uint16_t>(access.in ? 1U : 2U);
    log::set_pci(data, bus, device, function, base, access.size, rw);
}

void describe(log::EventData& data, Violation const& violation, arch::Registers const& registers, uint32_t latch,
              uint32_t reason) {
    bool const reads = reason == static_cast<uint32_t>(abi::ExitReason::Rdmsr);
    auto const msr = static_cast<uint32_t>(registers.rcx % 0x100000000);
    if (violation.type == abi::Violation::Page) {
        log::set_memory(data, 0x1000 * violation.page, 0x1000, violation.rights);
        return;
    }
    if (violation.type == abi::Violation::Msr) {
        log::set_msr(data, msr, reads ? kAllBits : 0, reads ? 0 : kAllBits);
        return;
    }
    if (violation.type == abi::Violation::Io) {
        log::set_port(data, violation.access.port, violation.access.size);
        return;
    }
    describe_pci(data, violation.access, latch);
}

} // namespace stm::smi
