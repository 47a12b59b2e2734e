// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/resources/bytes.hpp"

#include <cstdint>

// The structures of the handler's calls by the offsets of the interface's tables, and which status each gets by the
// decisions D-54 and D-55.
namespace redoubt::test {

struct MapCall {
    std::uint64_t physical = 0x12345000, at = 0x23456000;
    std::uint32_t pages = 3, cache_type = 6;
    bool long_mode = true;
    std::uint64_t limit = std::uint64_t{1} << 36;
};
[[nodiscard]] Bytes bytes_of(MapCall const& call);
[[nodiscard]] std::uint32_t expected_status(MapCall const& call);

struct UnmapCall {
    std::uint64_t at = 0x23456000;
    std::uint32_t length = 0x1000;
    bool long_mode = true;
};
[[nodiscard]] Bytes bytes_of(UnmapCall const& call);
[[nodiscard]] std::uint32_t expected_status(UnmapCall const& call);
[[nodiscard]] std::uint64_t pages_of(UnmapCall const& call); // of which a byte is named

struct LookupCall {
    std::uint64_t address = 0xffff800012345678;
    std::uint32_t length = 0x2345;
    std::uint64_t cr3 = 0x123456789abcdef0, eptp = 0x0fedcba98765401e;
    std::uint32_t mode = 3; // MapToSmmGuest in bits 1:0
    std::uint32_t reserved2 = 0;
    std::uint64_t physical = 0x1122334455667788; // an output
    std::uint64_t target = 0x23456000;
    bool long_mode = true;
};
inline constexpr std::uint32_t kDoNotMap = 0, kOneToOne = 1, kSpecified = 3;
[[nodiscard]] Bytes bytes_of(LookupCall const& call);
[[nodiscard]] std::uint32_t expected_status(LookupCall const& call);

} // namespace redoubt::test
