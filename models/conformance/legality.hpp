// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"

#include <algorithm>
#include <array>
#include <cstdint>

// What the specification says of a request by itself, written without a look at the monitor's own answers: for whoever
// has to know them.
namespace redoubt::conformance {

// The sizes of the areas, from the architecture: 52 address bits, 16 port bits, 32 index bits and 64 bits, 16 function
// bits and 12 offset bits.
[[nodiscard]] constexpr std::uint64_t size_of(stm::Area area) {
    switch (area) {
    case stm::Area::Physical: return std::uint64_t{1} << 40U;
    case stm::Area::Msr: return std::uint64_t{1} << 38U;
    case stm::Area::Pci: return std::uint64_t{1} << 28U;
    case stm::Area::Port:
    case stm::Area::TrappedPort: return std::uint64_t{1} << 16U;
    }
    return 0; // no such area
}

[[nodiscard]] constexpr bool is_legal(stm::Request const& request) {
    return request.first <= request.last && request.last < size_of(request.area) &&
           (request.read || request.write || request.execute) &&
           (request.area == stm::Area::Physical || !request.execute);
}

// The OS names MSRs and PCI functions as a whole, and no port by what traps it.
[[nodiscard]] constexpr bool is_os_legal(stm::Request const& request) {
    auto const unit = request.area == stm::Area::Msr ? 64U : request.area == stm::Area::Pci ? 4096U : 1U;
    return is_legal(request) && request.area != stm::Area::TrappedPort && request.first % unit == 0 &&
           (request.last + 1) % unit == 0;
}

// Whether one of these MSRs is the monitor's alone to write: IA32_SMM_MONITOR_CTL, the SMRRs (REQ-POL-12).
[[nodiscard]] constexpr bool has_kept_msr(std::uint64_t first, std::uint64_t last) {
    constexpr std::array<std::uint64_t, 3> kept{0x9b, 0x1f2, 0x1f3};
    return std::ranges::any_of(kept, [&](std::uint64_t msr) { return first <= msr && msr <= last; });
}

} // namespace redoubt::conformance
