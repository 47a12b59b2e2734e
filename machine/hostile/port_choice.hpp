// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"
#include "machine/hostile/random.hpp"

namespace redoubt::hostile {

struct PortAccess {
    uint16_t port;
    unsigned size;
    bool in;
};

// Ports of the chipset more often than any others.
[[nodiscard]] PortAccess any_port(machine::PlatformLayout const& layout, Random& random);

// Whether software can reset the machine by it.
[[nodiscard]] bool may_reset(PortAccess const& access, machine::PlatformLayout const& layout);

} // namespace redoubt::hostile
