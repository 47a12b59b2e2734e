// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/access_event.h"

#include <stdint.h>

// What the SMI handler reached for, when it exited, of what nobody claimed: it was answered as if nothing were there.
namespace stm::smi {

/*@
  predicate PortUnclaimed{L}(Policy* p, io::PortAccess* a, integer latch) =
    !PortMade(p, a, latch) && !PortViolates(p, a, latch) && !(io::ValidSize(a) && !a->string && io::IsAddress(a));

  // A register of PCI configuration, or ports.
  predicate IsOfPort{L}(Violation* a, integer latch) =
    (io::InData(&a->access) && io::Enabled(latch) ==> a->type == abi::Violation::Pci) &&
    (!(io::InData(&a->access) && io::Enabled(latch)) ==> a->type == abi::Violation::Io);

  predicate MsrUnclaimed{L}(Policy* p, integer access, integer msr) =
    !(access == Access::Write && IsKeptMsr(msr)) && !io::MsrProtected(p, access, msr) &&
    (\forall integer b; 0 <= b < kMsrBits ==> !Policy::Claimed(p, io::MsrAtom(access, msr, b)));

  predicate IsUnclaimed{L}(Violation* a, Policy* p, arch::Registers* r, integer latch, integer reason) =
    reason == abi::ExitReason::IoInstruction ?
      PortDecoded(&a->access, Field(abi::VmcsField::ExitQualification)) && PortUnclaimed(p, &a->access, latch) &&
      IsOfPort(a, latch) :
    a->type == abi::Violation::Msr &&
      MsrUnclaimed(p, reason == abi::ExitReason::Rdmsr ? Access::Read : Access::Write, MsrIndex(r));
*/

// It is this processor's turn. The exit may have been answered already: that changes neither its fields nor RCX, nor,
// where nobody claimed what was reached for, the latch.
/*@ requires \valid(&access) && \valid_read(&registers) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&access, &registers, &policy, &arch::current_vmcs, &arch::vmcs_data);
    requires Asks(reason);
    assigns access.access, access.type;
    ensures REQ_EXC_11_unclaimed: \result ==> IsUnclaimed(&access, &policy, &registers, latch, reason);
    ensures REQ_EXC_11_port: HasFields && reason == abi::ExitReason::IoInstruction ==>
      PortDecoded(&access.access, Field(abi::VmcsField::ExitQualification)) &&
      (PortUnclaimed(&policy, &access.access, latch) ==> \result);
*/
[[nodiscard]] bool find_unclaimed(Violation& access, arch::Registers const& registers, Policy const& policy,
                                  uint32_t latch, uint32_t reason);

// BiosAccessToUnclaimedResource, if it is one, and there is a log that wants it. It is this processor's turn.
/*@ requires \valid_read(&registers) && \valid(&window) && \valid_read(&policy) && \valid(&services);
    requires \separated(&registers, &window, &policy, &services, &arch::current_vmcs, &arch::vmcs_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&policy) && log::EventLog::Inv(&services.books.log) && Asks(reason);
    requires api::IsPlatform(platform) && linear % 0x1000 == 0;
    assigns services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event, window.entry[0], arch::foreign[0 .. arch::kForeignWords - 1];
    ensures REQ_EXC_11_recorded: \result ==> \old(log::EventLog::Started(&services.books.log) &&
      log::EventLog::Enabled(&services.books.log, abi::EventType::BiosAccessToUnclaimedResource));
    ensures REQ_CALL_07_log: log::EventLog::Inv(&services.books.log);
*/
bool log_unclaimed(Services& services, arch::Registers const& registers, Policy const& policy, uint32_t latch,
                   uint32_t reason, api::Platform platform, arch::Window& window, uint64_t linear);

} // namespace stm::smi
