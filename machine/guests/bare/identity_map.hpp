// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The first 4 GiB one to one, in pages of 2 MiB, as a constant.
namespace redoubt::machine::guest {

struct alignas(0x1000) PagingTable {
    uint64_t entry[512];
};

struct IdentityMap {
    PagingTable level4;
    PagingTable level3;
    PagingTable level2[4];
};
static_assert(sizeof(IdentityMap) == 0x6000);

// What entries hold beside addresses.
struct MapBits {
    uint64_t table;
    uint64_t page;
};
inline constexpr MapBits kPaging{.table = 0x3, .page = 0x83}; // present, writable; PS (SDM vol. 3A 4.5)
inline constexpr MapBits kEpt{.table = 0x7,
                              .page = 0x80 | 0x30 | 0x7}; // read, write, execute; write-back (SDM vol. 3C 28.2.2)

// at: where the map itself lies.
[[nodiscard]] constexpr IdentityMap identity_map(uint64_t at, MapBits bits) {
    IdentityMap map{};
    map.level4.entry[0] = (at + __builtin_offsetof(IdentityMap, level3)) | bits.table;
    for (uint64_t gigabyte = 0; gigabyte < 4; ++gigabyte) {
        map.level3.entry[gigabyte] =
            (at + __builtin_offsetof(IdentityMap, level2) + gigabyte * sizeof(PagingTable)) | bits.table;
        for (uint64_t i = 0; i < 512; ++i)
            map.level2[gigabyte].entry[i] = (gigabyte << 30) | (i << 21) | bits.page;
    }
    return map;
}

} // namespace redoubt::machine::guest
