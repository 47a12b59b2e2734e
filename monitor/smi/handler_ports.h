// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/port_access.h"
#include "monitor/io/port_ruling.h"
#include "monitor/smi/answer.h"

// I/O instructions of the SMI handler that exit (SDM vol. 3C table 27-5).
namespace stm::smi {

/*@
  predicate PortDecoded{L}(io::PortAccess* a, integer qualification) =
    a->port == qualification / 0x10000 % 0x10000 && a->size == io::SizeOf(qualification) &&
    (a->in <==> qualification / 8 % 2 == 1) &&
    (a->string <==> qualification / 16 % 2 == 1 || qualification / 32 % 2 == 1);

  // What is made for the handler itself.
  predicate PortMade{L}(Policy* p, io::PortAccess* a, integer latch) = io::ValidSize(a) && !a->string &&
    !io::PortsProtected(p, a) && (io::InData(a) ? io::DataClaimed(p, a, latch) :
      !io::IsAddress(a) && !io::MeetsData(a) && io::PortsClaimed(p, a));

  predicate PortViolates{L}(Policy* p, io::PortAccess* a, integer latch) = io::ValidSize(a) &&
    (io::PortsProtected(p, a) || (io::InData(a) && io::Enabled(latch) && io::PciProtected(p, a, latch)));
*/

// The access that exited, in the place of the handler: made if all of it was granted, else as if no device were there.
// The address register is the latch. It is this processor's turn: PCI configuration takes two accesses. False: the OS
// protects what it touches.
/*@ requires \valid(&registers) && \valid(&latch) && \valid_read(&policy) && \valid_read(&access);
    requires \separated(&registers, &latch, &policy, &access, &arch::current_vmcs, &arch::vmcs_data,
      &arch::port_data);
    requires Policy::Inv(&policy) && io::ValidLatch(latch);
    assigns registers.rax, latch, arch::vmcs_data, arch::port_data;
    ensures REQ_EXC_05_only_claimed: \forall integer i; arch::Written{Pre} <= i < arch::Written{Post} ==>
      arch::PortAt(i) == io::kAddressPort ||
      (PortMade{Pre}(&policy, &access, \old(latch)) && arch::PortAt(i) == \old(access.port));
    ensures REQ_POL_01_nothing: !PortMade{Pre}(&policy, &access, \old(latch)) ==> arch::Appended{Pre, Post}(0);
    ensures REQ_POL_01_nobody: \result && !PortMade{Pre}(&policy, &access, \old(latch)) && !io::IsAddress{Pre}(&access) &&
      io::ValidSize{Pre}(&access) && !\old(access.string) && \old(access.in) ==>
      registers.rax == io::AfterInput(\old(registers.rax), \old(access.size), io::Span(\old(access.size)) - 1);
    ensures REQ_EXC_07_latch: io::ValidLatch(latch);
    ensures REQ_EXC_07_latched: \result && io::IsAddress{Pre}(&access) && !\old(access.in) && !\old(access.string) ==>
      latch == io::Latched(\old(registers.rax) % 0x100000000);
    ensures REQ_EXC_07_read_back: \result && io::IsAddress{Pre}(&access) && \old(access.in) && !\old(access.string) ==>
      registers.rax == \old(latch);
    ensures REQ_POL_03_protected: PortViolates{Pre}(&policy, &access, \old(latch)) ==> !\result;
    ensures REQ_CALL_02_skipped: \result ==> Skipped{Pre, Post};
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_EXC_09_untouched: \old(HasFields) && !\result ==> registers.rax == \old(registers.rax) &&
      latch == \old(latch) && SameFieldsHere{Pre, Post};
    ensures REQ_POL_08_served: \old(HasFields) && !PortViolates{Pre}(&policy, &access, \old(latch)) ==> \result;
*/
[[nodiscard]] bool serve_port(arch::Registers& registers, uint32_t& latch, Policy const& policy,
                              io::PortAccess const& access);

} // namespace stm::smi
