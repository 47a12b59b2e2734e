// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace redoubt::machine {

// ACPI's tables for that platform, as they have to lie at an address, a multiple of 64. The RSDP is the first; the XSDT
// names FADT, MADT and MCFG, and the FADT a FACS and a DSDT that defines nothing.
[[nodiscard]] std::vector<std::byte> acpi_tables(PlatformLayout const& layout, uint64_t address);

} // namespace redoubt::machine
