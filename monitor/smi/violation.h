// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/access.h"
#include "monitor/smi/handler_exits.h"
#include "monitor/smi/handler_memory.h"
#include "spec/abi/protection_exception.h"

#include <stdint.h>

// What the SMI handler reached for, when it exited, of what the OS protects or nobody claimed.
namespace stm::smi {

enum class Finding : uint8_t {
    Failed = 0,  // a VMX instruction did
    Nothing = 1, // nothing of it is protected; that a page is nobody's is not told apart
    Protected = 2,
    Unclaimed = 3, // nobody claimed it: what exited is answered as if nothing were there
};

struct Violation {
    uint64_t page;         // of a page violation
    uint32_t rights;       // the same: those that it wanted, as in RscMem::rwx_attributes
    io::PortAccess access; // of an I/O or PCI violation
    abi::Violation type;
};

/*@
  predicate Wants(integer rights, integer access) =
    rights / (access == Access::Read ? 1 : access == Access::Write ? 2 : 4) % 2 == 1;

  predicate PageProtected{L}(Policy* p, integer page, integer rights) = page <= kLastPage && \exists integer access;
    Access::Read <= access <= Access::Execute && Wants(rights, access) &&
    Policy::Protected(p, Atom(Area::Physical, access, page));

  predicate MeetsProtected{L}(Policy* p, integer first, integer end) =
    \exists integer k; first <= k < end && Policy::Protected(p, k);

  // An I/O instruction, by its exit qualification (SDM vol. 3C table 27-5).
  logic integer PortOf(integer qualification) = qualification / 0x10000 % 0x10000;
  logic integer WayOf(integer qualification) = qualification / 8 % 2 == 1 ? Access::Read : Access::Write;

  predicate PortProtected{L}(Policy* p, integer qualification) =
    MeetsProtected(p, Atom(Area::Port, WayOf(qualification), PortOf(qualification)),
      Atom(Area::Port, WayOf(qualification),
        \min(PortOf(qualification) + io::SizeOf(qualification), kLastPort + 1)));

  predicate PciProtected{L}(Policy* p, integer qualification, integer latch) = io::Enabled(latch) &&
    io::kDataPort <= PortOf(qualification) &&
    PortOf(qualification) + io::SizeOf(qualification) <= io::kLastPciPort + 1 &&
    MeetsProtected(p, Atom(Area::Pci, WayOf(qualification), io::PciByte(latch, PortOf(qualification))),
      Atom(Area::Pci, WayOf(qualification),
        io::PciByte(latch, PortOf(qualification) + io::SizeOf(qualification))));

  predicate PortReaches{L}(Policy* p, integer qualification, integer latch) = (io::SizeOf(qualification) == 1 ||
    io::SizeOf(qualification) == 2 || io::SizeOf(qualification) == 4) &&
    (PortProtected(p, qualification) || PciProtected(p, qualification, latch));

  // What exited would reach what the OS protects.
  predicate Reaches{L}(Policy* p, arch::Registers* r, integer latch, integer reason) =
    reason == abi::ExitReason::EptViolation ? PageProtected(p, TouchedPage, TouchedRights) :
    reason == abi::ExitReason::IoInstruction ? PortReaches(p, Field(abi::VmcsField::ExitQualification), latch) :
      Violates(p, r, reason);

  predicate MayViolate(integer reason) = reason == abi::ExitReason::EptViolation ||
    reason == abi::ExitReason::IoInstruction || reason == abi::ExitReason::Rdmsr || reason == abi::ExitReason::Wrmsr;

  // Ports outside those of PCI configuration, in one access.
  predicate IsPlainPort(integer qualification) =
    (io::SizeOf(qualification) == 1 || io::SizeOf(qualification) == 2 || io::SizeOf(qualification) == 4) &&
    qualification / 16 % 2 == 0 && qualification / 32 % 2 == 0 &&
    (PortOf(qualification) + io::SizeOf(qualification) <= io::kAddressPort ||
      (io::kLastPciPort < PortOf(qualification) &&
        PortOf(qualification) + io::SizeOf(qualification) <= kLastPort + 1));

  predicate PlainPortClaimed{L}(Policy* p, integer qualification) = \forall integer k;
    Atom(Area::Port, WayOf(qualification), PortOf(qualification)) <= k <
      Atom(Area::Port, WayOf(qualification), PortOf(qualification) + io::SizeOf(qualification)) ==>
      Policy::Claimed(p, k);

  predicate PortUnclaimed{L}(Policy* p, io::PortAccess* a, integer latch) =
    !PortMade(p, a, latch) && !PortViolates(p, a, latch) && !(io::ValidSize(a) && !a->string && io::IsAddress(a));

  predicate MsrUnclaimed{L}(Policy* p, integer access, integer msr) =
    !(access == Access::Write && IsKeptMsr(msr)) && !io::MsrProtected(p, access, msr) &&
    (\forall integer b; 0 <= b < kMsrBits ==> !Policy::Claimed(p, io::MsrAtom(access, msr, b)));

  // A register of PCI configuration, or ports.
  predicate IsOfPort{L}(Violation* v, integer latch) =
    (io::InData(&v->access) && io::Enabled(latch) ==> v->type == abi::Violation::Pci) &&
    (!(io::InData(&v->access) && io::Enabled(latch)) ==> v->type == abi::Violation::Io);

  predicate IsUnclaimed{L}(Violation* v, Policy* p, arch::Registers* r, integer latch, integer reason) =
    reason == abi::ExitReason::IoInstruction ?
      PortDecoded(&v->access, Field(abi::VmcsField::ExitQualification)) && PortUnclaimed(p, &v->access, latch) &&
      IsOfPort(v, latch) :
    Asks(reason) && v->type == abi::Violation::Msr &&
      MsrUnclaimed(p, reason == abi::ExitReason::Rdmsr ? Access::Read : Access::Write, MsrIndex(r));

  predicate IsPageViolation{L}(Violation* v, Policy* p) = v->type == abi::Violation::Page &&
    v->page == TouchedPage && v->rights == TouchedRights && PageProtected(p, TouchedPage, TouchedRights);

  predicate IsPortViolation{L}(Violation* v, Policy* p, integer latch) =
    PortDecoded(&v->access, Field(abi::VmcsField::ExitQualification)) && PortViolates(p, &v->access, latch) &&
    (io::PortsProtected(p, &v->access) ==> v->type == abi::Violation::Io) &&
    (!io::PortsProtected(p, &v->access) ==> v->type == abi::Violation::Pci);

  predicate IsViolation{L}(Violation* v, Policy* p, arch::Registers* r, integer latch, integer reason) =
    reason == abi::ExitReason::EptViolation ? IsPageViolation(v, p) :
    reason == abi::ExitReason::IoInstruction ? IsPortViolation(v, p, latch) :
      v->type == abi::Violation::Msr && Violates(p, r, reason);
*/

/*@ assigns \nothing;
    ensures REQ_EXC_01_may: \result <==> MayViolate(reason);
*/
[[nodiscard]] bool may_violate(uint32_t reason);

// It is this processor's turn. The exit may have been answered already, where nobody claimed what was reached for: that
// changes neither its fields nor RCX nor the latch.
/*@ requires \valid(&violation) && \valid_read(&registers) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&violation, &registers, &policy, &arch::current_vmcs, &arch::vmcs_data);
    requires MayViolate(reason) && violation.page <= kLastPage;
    assigns violation;
    ensures REQ_POL_06_page: violation.page <= kLastPage;
    ensures REQ_POL_03_finding: \result <= Finding::Unclaimed;
    ensures REQ_POL_03_found: \result == Finding::Protected ==>
      IsViolation(&violation, &policy, &registers, latch, reason);
    ensures REQ_POL_03_reaches: \result == Finding::Protected ==> Reaches{Pre}(&policy, &registers, latch, reason);
    ensures REQ_POL_03_misses: \result == Finding::Nothing || \result == Finding::Unclaimed ==>
      !Reaches{Pre}(&policy, &registers, latch, reason);
    ensures REQ_EXC_11_unclaimed: \result == Finding::Unclaimed ==>
      IsUnclaimed(&violation, &policy, &registers, latch, reason);
    ensures REQ_EXC_11_port: HasFields && reason == abi::ExitReason::IoInstruction ==>
      PortDecoded(&violation.access, Field(abi::VmcsField::ExitQualification)) &&
      (PortUnclaimed(&policy, &violation.access, latch) ==> \result == Finding::Unclaimed);
    ensures REQ_EXC_11_plain: HasFields && reason == abi::ExitReason::IoInstruction &&
      IsPlainPort(Field(abi::VmcsField::ExitQualification)) &&
      !PortProtected{Pre}(&policy, Field(abi::VmcsField::ExitQualification)) ==>
      (\result == Finding::Unclaimed <==>
        !PlainPortClaimed{Pre}(&policy, Field(abi::VmcsField::ExitQualification)));
    ensures REQ_VMCS_04_progress: HasFields && HasMemoryFields ==> \result != Finding::Failed;
*/
[[nodiscard]] Finding find_violation(Violation& violation, arch::Registers const& registers, Policy const& policy,
                                     uint32_t latch, uint32_t reason);

/*@
  logic integer PciNumber(integer latch) = latch / 0x100 % 0x10000;

  predicate Describes{L, M}(log::EventData* d, Violation* v, arch::Registers* r, integer latch, integer reason) =
    \at(v->type, L) == abi::Violation::Page ?
      \at(d->word[0], M) == log::Descriptor(abi::RscType::MemRange, sizeof(abi::RscMem)) &&
      \at(d->word[1], M) == 0x1000 * \at(v->page, L) && \at(d->word[2], M) == 0x1000 &&
      \at(d->word[3], M) == \at(v->rights, L) :
    \at(v->type, L) == abi::Violation::Msr ?
      \at(d->word[0], M) == log::Descriptor(abi::RscType::MachineSpecificReg, sizeof(abi::RscMsr)) &&
      \at(d->word[1], M) == MsrIndex{L}(r) &&
      \at(d->word[2], M) == (reason == abi::ExitReason::Rdmsr ? 0xffffffffffffffff : 0) &&
      \at(d->word[3], M) == (reason == abi::ExitReason::Rdmsr ? 0 : 0xffffffffffffffff) :
    \at(v->type, L) == abi::Violation::Io ?
      \at(d->word[0], M) == log::Descriptor(abi::RscType::IoRange, sizeof(abi::RscIo)) &&
      \at(d->word[1], M) == \at(v->access.port, L) + 0x10000 * \at(v->access.size, L) :
      \at(d->word[0], M) == log::Descriptor(abi::RscType::PciCfgRange, log::kPciLength) &&
      \at(d->word[1], M) == (\at(v->access.in, L) ? 1 : 2) +
        0x10000 * (latch / 4 % 64 * 4 + \at(v->access.port, L) % 4) + 0x100000000 * \at(v->access.size, L) +
        0x1000000000000 * (PciNumber(latch) / 0x100) &&
      \at(d->word[2], M) == 1 + 0x100 * 1 + 0x10000 * sizeof(abi::PciDevicePathNode) +
        0x100000000 * (PciNumber(latch) % 8) + 0x10000000000 * (PciNumber(latch) / 8 % 32);
*/

// What the event HandledProtectionException says of it.
/*@ requires \valid(&data) && \valid_read(&violation) && \valid_read(&registers);
    requires \separated(&data, &violation, &registers);
    requires violation.page <= kLastPage;
    assigns data;
    ensures REQ_EXC_04_access: Describes{Pre, Post}(&data, &violation, &registers, latch, reason);
*/
void describe(log::EventData& data, Violation const& violation, arch::Registers const& registers, uint32_t latch,
              uint32_t reason);

} // namespace stm::smi
