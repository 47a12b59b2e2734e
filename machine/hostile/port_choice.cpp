// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/port_choice.hpp"

namespace redoubt::hostile {

PortAccess any_port(machine::PlatformLayout const& layout, Random& random) {
    std::array const known{layout.apm_command,
                           static_cast<uint16_t>(layout.apm_command + 1),
                           layout.pci_address,
                           layout.pci_data,
                           static_cast<uint16_t>(layout.pci_data + random.below(4)),
                           layout.serial,
                           static_cast<uint16_t>(layout.pm_block + random.below(0x40)),
                           static_cast<uint16_t>(0xffff - random.below(4))};
    auto const port = random.chance(75) ? random.of(known) : static_cast<uint16_t>(random.next());
    return {.port = port, .size = 1u << random.below(3), .in = random.chance(50)};
}

bool may_reset(PortAccess const& access, machine::PlatformLayout const& layout) {
    return !access.in && access.port <= layout.reset_control && layout.reset_control < access.port + access.size;
}

} // namespace redoubt::hostile
