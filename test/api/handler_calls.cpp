// SPDX-License-Identifier: Apache-2.0
#include "test/api/handler_calls.hpp"

#include <algorithm>
#include <array>

namespace redoubt::test {
namespace {

constexpr std::uint32_t kSuccess = 0, kCacheTypeNotSupported = 0x80010002, kVirtualSpaceTooSmall = 0x80010006,
                        kInvalidPageCount = 0x8001000e, kReservedBitSet = 0x80010013, kInvalidParameter = 0x80038002;

// Ends are computed in more bits than addresses have.
using Wide = unsigned __int128;

constexpr Wide wide(std::uint64_t x) {
    return x;
}

// Addresses of 32 bits, or canonical ones of 48.
bool has_addresses(bool long_mode, std::uint64_t first, std::uint64_t bytes) {
    auto const end = wide(first) + bytes;
    if (!long_mode) return end <= wide(1) << 32;
    return end <= wide(1) << 47 || (first >= 0xffff800000000000 && end <= wide(1) << 64);
}

bool is_page(std::uint64_t address) {
    return (address & 0xfff) == 0;
}

} // namespace

Bytes bytes_of(MapCall const& call) {
    Bytes bytes(24);
    put(bytes, 0, 8, call.physical);
    put(bytes, 8, 8, call.at);
    put(bytes, 16, 4, call.pages);
    put(bytes, 20, 4, call.cache_type);
    return bytes;
}

std::uint32_t expected_status(MapCall const& call) {
    constexpr std::array known{0u, 1u, 4u, 5u, 6u, 7u, 0xffffffffu};
    if (call.pages == 0) return kInvalidPageCount;
    if (std::ranges::find(known, call.cache_type) == known.end()) return kCacheTypeNotSupported;
    auto const bytes = std::uint64_t{0x1000} * call.pages;
    bool const good = is_page(call.physical) && is_page(call.at) && wide(call.physical) + bytes <= call.limit &&
                      has_addresses(call.long_mode, call.at, bytes);
    return good ? kSuccess : kInvalidParameter;
}

Bytes bytes_of(UnmapCall const& call) {
    Bytes bytes(12);
    put(bytes, 0, 8, call.at);
    put(bytes, 8, 4, call.length);
    return bytes;
}

std::uint64_t pages_of(UnmapCall const& call) {
    return call.length / 0x1000 + (call.length % 0x1000 != 0 ? 1 : 0);
}

std::uint32_t expected_status(UnmapCall const& call) {
    if (call.length == 0) return kInvalidPageCount;
    bool const good = is_page(call.at) && has_addresses(call.long_mode, call.at, 0x1000 * pages_of(call));
    return good ? kSuccess : kInvalidParameter;
}

Bytes bytes_of(LookupCall const& call) {
    Bytes bytes(52);
    put(bytes, 0x00, 8, call.address);
    put(bytes, 0x08, 4, call.length);
    put(bytes, 0x0c, 8, call.cr3);
    put(bytes, 0x14, 8, call.eptp);
    put(bytes, 0x1c, 4, call.mode);
    put(bytes, 0x20, 4, call.reserved2);
    put(bytes, 0x24, 8, call.physical);
    put(bytes, 0x2c, 8, call.target);
    return bytes;
}

std::uint32_t expected_status(LookupCall const& call) {
    if ((call.mode & 0xffffffe0) != 0 || call.reserved2 != 0) return kReservedBitSet;
    auto const map = call.mode & 3;
    if (map == 2) return kInvalidParameter;
    if (map == kDoNotMap) return kSuccess;
    if (call.length == 0) return kInvalidPageCount;
    if (wide(call.address) + call.length > wide(1) << 64) return kInvalidParameter;
    if (map == kOneToOne) return kSuccess;
    if (!is_page(call.target)) return kInvalidParameter;
    bool const fits = has_addresses(call.long_mode, call.target, (call.address & 0xfff) + call.length);
    return fits ? kSuccess : kVirtualSpaceTooSmall;
}

} // namespace redoubt::test
