// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/handler_space.h"
#include "monitor/arch/page.h"
#include "spec/abi/mapping.h"
#include "spec/abi/status.h"

#include <stdint.h>

// What MapAddressRange and UnmapAddressRange ask for, in a page that was copied from the handler.
namespace stm::api {

struct MapRange {
    uint64_t physical_address; // multiples of kPageSize
    uint64_t virtual_address;
    uint32_t pages;
    abi::PatCacheType cache_type;
};

struct UnmapRange {
    uint64_t virtual_address; // a multiple of kPageSize
    uint32_t pages;
};

/*@
  // By the layout of abi::MapAddressRangeDescriptor: bytes are little-endian in words of 64 bits.
  logic integer PhysicalOf(arch::Page* p) = p->word[0];
  logic integer VirtualOf(arch::Page* p) = p->word[1];
  logic integer CountOf(arch::Page* p) = p->word[2] % 0x100000000;
  logic integer CacheTypeOf(arch::Page* p) = p->word[2] / 0x100000000;

  predicate KnownCacheType(integer type) =
    type == abi::PatCacheType::StUc || type == abi::PatCacheType::Wc || type == abi::PatCacheType::Wt ||
    type == abi::PatCacheType::Wp || type == abi::PatCacheType::Wb || type == abi::PatCacheType::Uc ||
    type == abi::PatCacheType::FollowMtrr;

  // Physical addresses end at `limit`.
  predicate RangesExist(arch::Page* p, integer long_mode, integer limit) =
    PhysicalOf(p) % kPageSize == 0 && VirtualOf(p) % kPageSize == 0 &&
    PhysicalOf(p) + kPageSize * CountOf(p) <= limit && InSpace(long_mode, VirtualOf(p), kPageSize * CountOf(p));

  // By the layout of abi::UnmapAddressRangeDescriptor. A page of which a byte is named goes as a whole.
  logic integer UnmapVirtualOf(arch::Page* p) = p->word[0];
  logic integer UnmapLengthOf(arch::Page* p) = p->word[1] % 0x100000000;
  logic integer UnmapPagesOf(arch::Page* p) = (UnmapLengthOf(p) + kPageSize - 1) / kPageSize;

  predicate UnmapExists(arch::Page* p, integer long_mode) =
    UnmapVirtualOf(p) % kPageSize == 0 && InSpace(long_mode, UnmapVirtualOf(p), kPageSize * UnmapPagesOf(p));
*/

/*@ requires \valid_read(&page) && \valid(&range) && \separated(&page, &range);
    requires limit <= 0x10000000000000;
    assigns range;
    ensures REQ_MAP_01_count: \result == abi::Status::InvalidPageCount <==> CountOf(&page) == 0;
    ensures REQ_MAP_01_cache_type: \result == abi::Status::CacheTypeNotSupported <==>
      CountOf(&page) > 0 && !KnownCacheType(CacheTypeOf(&page));
    ensures REQ_POL_06_range: \result == abi::Status::InvalidParameter <==>
      CountOf(&page) > 0 && KnownCacheType(CacheTypeOf(&page)) && !RangesExist(&page, long_mode, limit);
    ensures REQ_MAP_01_well_formed: \result == abi::Status::Success <==>
      CountOf(&page) > 0 && KnownCacheType(CacheTypeOf(&page)) && RangesExist(&page, long_mode, limit);
    ensures REQ_MAP_01_range: \result == abi::Status::Success ==>
      range.physical_address == PhysicalOf(&page) && range.virtual_address == VirtualOf(&page) &&
      range.pages == CountOf(&page) && range.cache_type == CacheTypeOf(&page);
    ensures REQ_MAP_01_refused: \result != abi::Status::Success ==> range == \old(range);
*/
[[nodiscard]] abi::Status read_map_range(arch::Page const& page, bool long_mode, uint64_t limit, MapRange& range);

/*@ requires \valid_read(&page) && \valid(&range) && \separated(&page, &range);
    assigns range;
    ensures REQ_MAP_04_length: \result == abi::Status::InvalidPageCount <==> UnmapLengthOf(&page) == 0;
    ensures REQ_POL_06_range: \result == abi::Status::InvalidParameter <==>
      UnmapLengthOf(&page) > 0 && !UnmapExists(&page, long_mode);
    ensures REQ_MAP_04_well_formed: \result == abi::Status::Success <==>
      UnmapLengthOf(&page) > 0 && UnmapExists(&page, long_mode);
    ensures REQ_MAP_04_range: \result == abi::Status::Success ==>
      range.virtual_address == UnmapVirtualOf(&page) && range.pages == UnmapPagesOf(&page) > 0;
    ensures REQ_MAP_04_refused: \result != abi::Status::Success ==> range == \old(range);
*/
[[nodiscard]] abi::Status read_unmap_range(arch::Page const& page, bool long_mode, UnmapRange& range);

} // namespace stm::api
