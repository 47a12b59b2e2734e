// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_ruling.h"

namespace stm::io {

/*@ requires \valid_read(&policy) && \valid_read(&access) && Policy::Inv(&policy);
    requires ValidSize(&access) && InData(&access) && !PortsProtected(&policy, &access);
    requires ports != Decision::Protected && (ports == Decision::Granted <==> PortsClaimed(&policy, &access));
    assigns \nothing;
    ensures violation: \result == PortRuling::PciViolation <==>
      Enabled(latch) && PciProtected(&policy, &access, latch);
    ensures data: \result == PortRuling::Data <==> !access.string && DataClaimed(&policy, &access, latch);
    ensures denied: \result == PortRuling::PciViolation || \result == PortRuling::Data ||
      \result == PortRuling::Denied;
*/
[[nodiscard]] static PortRuling rule_data(Policy const& policy, PortAccess const& access, uint32_t latch,
                                          Decision ports) {
    auto const registers = judge_pci(policy, access, latch);
    bool const enabled = is_enabled(latch);
    auto const decision = enabled ? registers : ports;
    if (decision == Decision::Protected) return PortRuling::PciViolation;
    if (access.string) return PortRuling::Denied;
    return decision == Decision::Granted ? PortRuling::Data : PortRuling::Denied;
}

PortRuling rule_port(Policy const& policy, PortAccess const& access, uint32_t latch) {
    if (access.size != 1 && access.size != 2 && access.size != 4) return PortRuling::Denied;
    auto const ports = judge_ports(policy, access);
    if (ports == Decision::Protected) return PortRuling::IoViolation;
    uint32_t const end = uint32_t{access.port} + access.size;
    if (access.port >= kDataPort && end <= kLastPciPort + 1u) return rule_data(policy, access, latch, ports);
    if (access.string) return PortRuling::Denied;
    if (access.port <= kLastPciPort && end > kDataPort) return PortRuling::Denied;
    if (access.port == kAddressPort && access.size == 4) return PortRuling::Address;
    return ports == Decision::Granted ? PortRuling::Direct : PortRuling::Denied;
}

} // namespace stm::io
