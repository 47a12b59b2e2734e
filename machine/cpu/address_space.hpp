// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/fault.hpp"

#include <cstddef>
#include <cstdint>

namespace redoubt::machine {

enum class Access : uint8_t { Read, Write, Execute };

inline constexpr uint64_t kPageSize = 4096;
inline constexpr unsigned kLinearBits = 48;

// Whether the bits above a linear address's highest one are as that one (SDM vol. 1, 3.3.7.1).
[[nodiscard]] constexpr bool canonical(uint64_t linear) {
    auto const upper = static_cast<int64_t>(linear) >> (kLinearBits - 1);
    return upper == 0 || upper == -1;
}

// A page as an access of some kind may use it.
struct Page {
    std::byte* bytes;  // in the host; null: a device's, which is asked for each access
    uint64_t physical; // of its first byte; what code was decoded from is known by it
};

// What lies behind linear addresses. A processor asks once for a page and a kind of access, and again only after it was
// told to forget.
class AddressSpace {
public:
    AddressSpace() = default;
    AddressSpace(AddressSpace const&) = delete;
    AddressSpace& operator=(AddressSpace const&) = delete;
    virtual ~AddressSpace() = default;

    // The page of a linear address. Throws Fault.
    [[nodiscard]] virtual Page page(uint64_t linear, Access access) = 0;

    // Of a device: 1, 2, 4 or 8 bytes within a page.
    [[nodiscard]] virtual uint64_t read_device(uint64_t physical, unsigned size) = 0;
    virtual void write_device(uint64_t physical, unsigned size, uint64_t value) = 0;
};

} // namespace redoubt::machine
