// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/map_range.h"

namespace stm::api {

using abi::PatCacheType;
using abi::Status;

/*@ assigns \nothing;
    ensures \result <==> KnownCacheType(type);
*/
[[nodiscard]] static bool is_known(PatCacheType type) {
    switch (type) {
    case PatCacheType::StUc:
    case PatCacheType::Wc:
    case PatCacheType::Wt:
    case PatCacheType::Wp:
    case PatCacheType::Wb:
    case PatCacheType::Uc:
    case PatCacheType::FollowMtrr: return true;
    default: return false;
    }
}

/*@ requires limit <= 0x10000000000000 && 0 < bytes <= kEndOfLowHalf;
    assigns \nothing;
    ensures \result <==> address % kPageSize == 0 && address + bytes <= limit;
*/
[[nodiscard]] static bool is_physical(uint64_t limit, uint64_t address, uint64_t bytes) {
    return address % kPageSize == 0 && address < limit && bytes <= limit - address;
}

/*@ requires 0 < bytes <= kEndOfLowHalf;
    assigns \nothing;
    ensures \result <==> address % kPageSize == 0 && InSpace(long_mode, address, bytes);
*/
[[nodiscard]] static bool is_virtual(bool long_mode, uint64_t address, uint64_t bytes) {
    if (address % kPageSize != 0) return false;
    return in_space(long_mode, address, bytes);
}

Status read_map_range(arch::Page const& page, bool long_mode, uint64_t limit, MapRange& range) {
    auto const pages = static_cast<uint32_t>(page.word[2] % 0x100000000);
    auto const type = static_cast<PatCacheType>(page.word[2] / 0x100000000);
    if (pages == 0) return Status::InvalidPageCount;
    bool const known = is_known(type);
    if (!known) return Status::CacheTypeNotSupported;
    uint64_t const bytes = kPageSize * pages;
    bool const physical = is_physical(limit, page.word[0], bytes);
    bool const in_handler = is_virtual(long_mode, page.word[1], bytes);
    if (!physical || !in_handler) return Status::InvalidParameter;
    range.physical_address = page.word[0];
    range.virtual_address = page.word[1];
    range.pages = pages;
    range.cache_type = type;
    return Status::Success;
}

Status read_unmap_range(arch::Page const& page, bool long_mode, UnmapRange& range) {
    uint64_t const length = page.word[1] % 0x100000000;
    if (length == 0) return Status::InvalidPageCount;
    uint64_t const pages = (length + kPageSize - 1) / kPageSize;
    bool const in_handler = is_virtual(long_mode, page.word[0], kPageSize * pages);
    if (!in_handler) return Status::InvalidParameter;
    range.virtual_address = page.word[0];
    range.pages = static_cast<uint32_t>(pages);
    return Status::Success;
}

} // namespace stm::api
