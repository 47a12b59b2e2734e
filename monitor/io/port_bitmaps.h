// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/page.h"
#include "monitor/io/pci_address.h"

#include <stdint.h>

// I/O bitmaps A and B (SDM vol. 3C 24.6.4): which ports the handler reaches without an exit. They hold what the BIOS
// claimed, so they are made once, when claims are sealed.
namespace stm::io {

inline constexpr uint32_t kPageWords = 512;
inline constexpr uint32_t kPortsPerPage = 64 * kPageWords;

/*@
  // A page as a bitmap of 32768 bits.
  predicate PageBit(arch::Page* page, integer i) = Bit(page->word[i / 64], i % 64);

  // One bit is for both directions, and those of PCI configuration always exit.
  predicate PortPasses(Policy* p, integer port) =
    Policy::Claimed(p, Atom(Area::Port, Access::Read, port)) &&
    Policy::Claimed(p, Atom(Area::Port, Access::Write, port)) &&
    !(kAddressPort <= port <= kLastPciPort);
*/

// The page for the ports from `first` on: 0 for bitmap A, 0x8000 for B.
/*@ requires \valid(&page) && \valid_read(&policy) && \separated(&page, &policy) && Policy::Inv(&policy);
    requires first == 0 || first == kPortsPerPage;
    assigns page;
    ensures REQ_POL_17_ports: \forall integer i; 0 <= i < kPortsPerPage ==>
      (PageBit(&page, i) <==> !PortPasses{Pre}(&policy, first + i));
    ensures REQ_POL_06_policy: Policy::Inv(&policy) && Policy::Same{Pre, Post}(&policy) &&
      (\forall integer k; Policy::Claimed(&policy, k) <==> Policy::Claimed{Pre}(&policy, k));
*/
void fill_port_bitmap(arch::Page& page, Policy const& policy, uint32_t first);

} // namespace stm::io
