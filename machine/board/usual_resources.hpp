// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/loader/request.hpp"
#include "machine/board/platform_layout.hpp"

#include <cstddef>
#include <vector>

namespace redoubt::machine {

// What the BIOS claims for its SMI handler. Style::Edk2: what this platform's needs. Style::Coreboot: what coreboot
// claims on every platform, TSEG with MSEG in it and all of the flash's addresses for code among it.
[[nodiscard]] std::vector<std::byte> usual_resources(PlatformLayout const& layout, Style style);

} // namespace redoubt::machine
