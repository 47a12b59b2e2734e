// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/manage.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace redoubt::test {

// A machine: 512 GiB of physical addresses, TSEG below 2 GiB.
inline constexpr stm::vmcs::Smram kSmram{.base = 0x7f000000, .size = 0x1000000};
inline constexpr std::uint64_t kEnd = std::uint64_t{1} << 39U;

// STM_VMCS_DATABASE_REQUEST, put together byte by byte.
struct Asked {
    std::uint64_t pointer = 0x100000;
    std::uint32_t domain_type = 0;
    std::uint32_t xstate_policy = 0;
    std::uint32_t degradation_policy = 0;
    std::uint32_t reserved = 0; // 22 bits
    std::uint32_t add_or_remove = 1;
};

inline stm::arch::Page page_of(Asked const& asked) {
    stm::arch::Page page{};
    std::memset(&page, 0xa5, sizeof page); // the rest of the page means nothing
    auto* const bytes = reinterpret_cast<unsigned char*>(&page);
    auto const put = [bytes](std::size_t offset, std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i)
            bytes[offset + i] = static_cast<unsigned char>(value >> (8 * i));
    };
    put(0, asked.pointer, 8);
    put(8, asked.domain_type | asked.xstate_policy << 4U | asked.degradation_policy << 6U | asked.reserved << 10U, 4);
    put(12, asked.add_or_remove, 4);
    return page;
}

inline std::uint32_t ask(stm::domains::VmcsDatabase& database, Asked const& asked) {
    return static_cast<std::uint32_t>(manage(database, page_of(asked), kSmram, kEnd));
}

// Status codes of the interface
inline constexpr std::uint32_t kSuccess = 0;
inline constexpr std::uint32_t kSecurityViolation = 0x80010001;
inline constexpr std::uint32_t kInvalidVmcsDatabase = 0x8001000c;
inline constexpr std::uint32_t kOutOfResources = 0x80010015;
inline constexpr std::uint32_t kInvalidParameter = 0x80038002;

} // namespace redoubt::test
