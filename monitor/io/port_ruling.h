// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/pci_address.h"

#include <stdint.h>

// What becomes of an I/O instruction of the handler's that exited.
namespace stm::io {

enum class PortRuling : uint8_t {
    Direct = 0,       // the ports themselves
    Address = 1,      // the latch: read or written
    Data = 2,         // a data port, while the address register holds the latch
    Denied = 3,       // nobody granted it: logged, and answered as if no device were there
    IoViolation = 4,  // the OS protects a port of it
    PciViolation = 5, // the OS protects a register of it
};

/*@
  // By the registers when the latch says that there are some, else as ports like others.
  predicate DataClaimed(Policy* p, PortAccess* a, integer latch) =
    (Enabled(latch) && PciClaimed(p, a, latch)) || (!Enabled(latch) && PortsClaimed(p, a));
*/

// An access of another kind than these is Denied. Nothing is emulated that has memory as its other side (W-39). One
// that is partly in the data ports is never made: the processor may split it, and a half would be a register's.
/*@ requires \valid_read(&policy) && \valid_read(&access) && Policy::Inv(&policy);
    assigns \nothing;
    ensures REQ_POL_03_port: \result == PortRuling::IoViolation <==>
      ValidSize(&access) && PortsProtected(&policy, &access);
    ensures REQ_EXC_07_register: \result == PortRuling::PciViolation <==>
      ValidSize(&access) && !PortsProtected(&policy, &access) && InData(&access) && Enabled(latch) &&
      PciProtected(&policy, &access, latch);
    ensures REQ_EXC_07_data: \result == PortRuling::Data <==>
      ValidSize(&access) && !access.string && !PortsProtected(&policy, &access) && InData(&access) &&
      DataClaimed(&policy, &access, latch);
    ensures REQ_EXC_07_address: \result == PortRuling::Address <==>
      ValidSize(&access) && !access.string && !PortsProtected(&policy, &access) && IsAddress(&access);
    ensures REQ_POL_17_direct: \result == PortRuling::Direct <==>
      ValidSize(&access) && !access.string && !IsAddress(&access) && !MeetsData(&access) &&
      PortsClaimed(&policy, &access);
    ensures REQ_EXC_06_string: access.string ==> \result >= PortRuling::Denied;
    ensures REQ_POL_01_denied: \result <= PortRuling::PciViolation;
*/
[[nodiscard]] PortRuling rule_port(Policy const& policy, PortAccess const& access, uint32_t latch);

} // namespace stm::io
