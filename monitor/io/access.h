// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "spec/abi/vmx_exit.h"

#include <stdint.h>

// An I/O instruction of the handler's that exited, and what the policy says of the ports that it touches.
namespace stm::io {

struct PortAccess {
    uint16_t port; // the first
    uint8_t size;  // in bytes: 1, 2 or 4; 0: there is no such access
    bool in;
    bool string; // INS or OUTS, repeated or not: memory is its other side
};

/*@
  predicate ValidSize(PortAccess* a) = a->size == 1 || a->size == 2 || a->size == 4;

  // The policy's word for the direction.
  logic integer AccessOf(PortAccess* a) = a->in ? Access::Read : Access::Write;

  logic integer PortAtom(PortAccess* a, integer port) = Atom(Area::Port, AccessOf(a), port);

  // All of it exists and was claimed by the BIOS. An access that runs beyond the last port touches what does not exist.
  predicate PortsClaimed(Policy* p, PortAccess* a) = a->port + a->size <= kLastPort + 1 &&
    (\forall integer k; PortAtom(a, a->port) <= k < PortAtom(a, a->port + a->size) ==> Policy::Claimed(p, k));

  predicate PortsProtected(Policy* p, PortAccess* a) =
    \exists integer k; PortAtom(a, a->port) <= k < PortAtom(a, a->port + a->size) && k <= PortAtom(a, kLastPort) &&
      Policy::Protected(p, k);
*/

/*@
  // In bytes, by the exit qualification (SDM vol. 3C table 27-5); 0: no size has this code.
  logic integer SizeOf(integer qualification) =
    qualification % 8 == 0 ? 1 : qualification % 8 == 1 ? 2 : qualification % 8 == 3 ? 4 : 0;
*/

/*@ assigns \nothing;
    ensures size: \result == SizeOf(qualification);
*/
[[nodiscard]] uint8_t size_of(uint64_t qualification);

/*@ requires \valid(&access);
    assigns access;
    ensures port: access.port == qualification / 0x10000 % 0x10000;
    ensures size: access.size == SizeOf(qualification);
    ensures in: access.in <==> qualification / 8 % 2 == 1;
    ensures REQ_EXC_06_string: access.string <==> qualification / 16 % 2 == 1 || qualification / 32 % 2 == 1;
*/
void decode(PortAccess& access, uint64_t qualification);

// Granted, Protected, or Denied: of all ports that the access touches.
/*@ requires \valid_read(&policy) && \valid_read(&access) && Policy::Inv(&policy) && ValidSize(&access);
    assigns \nothing;
    ensures REQ_POL_17_claimed: \result == Decision::Granted <==> PortsClaimed(&policy, &access);
    ensures REQ_POL_03_protected: \result == Decision::Protected <==> PortsProtected(&policy, &access);
    ensures REQ_POL_01_denied: \result == Decision::Granted || \result == Decision::Protected ||
      \result == Decision::Denied;
*/
[[nodiscard]] Decision judge_ports(Policy const& policy, PortAccess const& access);

} // namespace stm::io
