// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/halves.h"

#include <stdint.h>

// Parameters of MapAddressRange, UnmapAddressRange and AddressLookup (StmApi.h).
namespace stm::abi {

enum class PatCacheType : uint32_t {
    StUc = 0,
    Wc = 1,
    Wt = 4,
    Wp = 5,
    Wb = 6,
    Uc = 7,
    FollowMtrr = 0xffffffff,
};

struct MapAddressRangeDescriptor {
    uint64_t physical_address;
    uint64_t virtual_address;
    uint32_t page_count;
    PatCacheType pat_cache_type;
};
static_assert(sizeof(MapAddressRangeDescriptor) == 24 &&
              __builtin_offsetof(MapAddressRangeDescriptor, physical_address) == 0 &&
              __builtin_offsetof(MapAddressRangeDescriptor, virtual_address) == 8 &&
              __builtin_offsetof(MapAddressRangeDescriptor, page_count) == 16 &&
              __builtin_offsetof(MapAddressRangeDescriptor, pat_cache_type) == 20);

struct UnmapAddressRangeDescriptor {
    Halves virtual_address;
    uint32_t length;
};
static_assert(sizeof(UnmapAddressRangeDescriptor) == 12 &&
              __builtin_offsetof(UnmapAddressRangeDescriptor, virtual_address) == 0 &&
              __builtin_offsetof(UnmapAddressRangeDescriptor, length) == 8);

struct AddressLookupDescriptor {
    Halves interrupted_guest_virtual_address;
    uint32_t length;
    Halves interrupted_cr3;
    Halves interrupted_eptp;
    uint32_t mode;
    uint32_t reserved2;
    Halves physical_address;          // out
    Halves smm_guest_virtual_address; // in and out

    // mode
    static constexpr uint32_t kMapToSmmGuest = 0x3; // MapToSmmGuest
    static constexpr uint32_t kInterruptedCr4Pae = 1u << 2;
    static constexpr uint32_t kInterruptedCr4Pse = 1u << 3;
    static constexpr uint32_t kInterruptedIa32eMode = 1u << 4;
    static constexpr uint32_t kReserved1 = 0xffffffe0;
};
static_assert(sizeof(AddressLookupDescriptor) == 52 &&
              __builtin_offsetof(AddressLookupDescriptor, interrupted_guest_virtual_address) == 0x00 &&
              __builtin_offsetof(AddressLookupDescriptor, length) == 0x08 &&
              __builtin_offsetof(AddressLookupDescriptor, interrupted_cr3) == 0x0c &&
              __builtin_offsetof(AddressLookupDescriptor, interrupted_eptp) == 0x14 &&
              __builtin_offsetof(AddressLookupDescriptor, mode) == 0x1c &&
              __builtin_offsetof(AddressLookupDescriptor, reserved2) == 0x20 &&
              __builtin_offsetof(AddressLookupDescriptor, physical_address) == 0x24 &&
              __builtin_offsetof(AddressLookupDescriptor, smm_guest_virtual_address) == 0x2c);

enum class MapToSmmGuest : uint32_t { DoNotMap = 0, OneToOne = 1, VirtualAddressSpecified = 3 };

} // namespace stm::abi
