// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/access.h"
#include "spec/abi/pci.h"

#include <stdint.h>

// PCI configuration by ports, mechanism 1. What the handler writes to the address register is kept for it in a latch,
// one for each processor: the register itself is the platform's, and the OS may be using it.
namespace stm::io {

inline constexpr uint16_t kAddressPort = abi::pci_port::kAddress;
inline constexpr uint16_t kDataPort = abi::pci_port::kData;
inline constexpr uint16_t kLastPciPort = abi::pci_port::kLast;

inline constexpr uint32_t kNoAddress = 0; // the latch at the begin of an SMI: data ports are ports like others

/*@
  // The double word of the address register as a whole.
  predicate IsAddress(PortAccess* a) = a->port == kAddressPort && a->size == 4;

  predicate InData(PortAccess* a) = kDataPort <= a->port && a->port + a->size <= kLastPciPort + 1;

  predicate MeetsData(PortAccess* a) = a->port <= kLastPciPort && kDataPort < a->port + a->size;

  // The register's bits that can be written; the others are 0.
  logic integer Latched(integer value) =
    value / 0x80000000 % 2 * 0x80000000 + value / 4 % 0x400000 * 4;

  predicate ValidLatch(integer latch) = 0 <= latch < 0x100000000 && latch == Latched(latch);

  predicate Enabled(integer latch) = latch / 0x80000000 % 2 == 1;

  // The byte of configuration space behind a data port, as the policy counts: 4096 for each of 65536 functions.
  logic integer PciByte(integer latch, integer port) =
    kPciFunctionBytes * (latch / 0x100 % 0x10000) + latch / 4 % 64 * 4 + port - kDataPort;

  logic integer PciAtom(PortAccess* a, integer latch, integer port) =
    Atom(Area::Pci, AccessOf(a), PciByte(latch, port));

  predicate PciClaimed(Policy* p, PortAccess* a, integer latch) =
    \forall integer k; PciAtom(a, latch, a->port) <= k < PciAtom(a, latch, a->port + a->size) ==>
      Policy::Claimed(p, k);

  predicate PciProtected(Policy* p, PortAccess* a, integer latch) =
    \exists integer k; PciAtom(a, latch, a->port) <= k < PciAtom(a, latch, a->port + a->size) &&
      Policy::Protected(p, k);

  logic integer PciAddress(integer bus, integer device, integer function, integer offset) =
    0x80000000 + bus * 0x10000 + device * 0x800 + function * 0x100 + offset / 4 * 4;
*/

// What the address register holds after this was written to it.
/*@ assigns \nothing;
    ensures REQ_EXC_07_latched: \result == Latched(value);
    ensures REQ_EXC_07_valid: ValidLatch(\result);
*/
[[nodiscard]] uint32_t latched(uint32_t value);

/*@ assigns \nothing;
    ensures REQ_EXC_07_enabled: \result <==> Enabled(latch);
*/
[[nodiscard]] bool is_enabled(uint32_t latch);

/*@ requires device < 32 && function < 8;
    assigns \nothing;
    ensures address: \result == PciAddress(bus, device, function, offset);
    ensures valid: ValidLatch(\result) && Enabled(\result);
    ensures REQ_EXC_07_byte: PciByte(\result, kDataPort + offset % 4) ==
      kPciFunctionBytes * (bus * 0x100 + device * 8 + function) + offset;
*/
[[nodiscard]] uint32_t pci_address(uint8_t bus, uint8_t device, uint8_t function, uint8_t offset);

// Granted, Protected, or Denied: of all bytes that the access touches.
/*@ requires \valid_read(&policy) && \valid_read(&access) && Policy::Inv(&policy);
    requires ValidSize(&access) && InData(&access);
    assigns \nothing;
    ensures REQ_EXC_07_claimed: \result == Decision::Granted <==> PciClaimed(&policy, &access, latch);
    ensures REQ_EXC_07_protected: \result == Decision::Protected <==> PciProtected(&policy, &access, latch);
    ensures REQ_POL_01_denied: \result == Decision::Granted || \result == Decision::Protected ||
      \result == Decision::Denied;
*/
[[nodiscard]] Decision judge_pci(Policy const& policy, PortAccess const& access, uint32_t latch);

} // namespace stm::io
