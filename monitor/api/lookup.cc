// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/lookup.h"

namespace stm::api {

using abi::MapToSmmGuest;
using abi::Status;

constexpr uint64_t kHalf = 0x100000000;
constexpr uint32_t kNoName = 2; // of MapToSmmGuest

// A field of which the lower half is in one word, the upper half in the next.
/*@ assigns \nothing;
    ensures \result == Joined(low, high);
*/
[[nodiscard]] static uint64_t join(uint64_t low, uint64_t high) {
    return low / kHalf + kHalf * (high % kHalf);
}

/*@ requires \valid_read(&page);
    assigns \nothing;
    ensures \result <==> ReservedIsClear(&page);
*/
[[nodiscard]] static bool is_clear(arch::Page const& page) {
    return page.word[3] / kHalf / 0x20 == 0 && page.word[4] % kHalf == 0;
}

/*@ requires length <= 0xffffffff;
    assigns \nothing;
    ensures none: \result == Status::InvalidPageCount <==> length == 0;
    ensures range: \result == Status::InvalidParameter <==>
      length > 0 && !(guest_address + length <= 0x10000000000000000 && target % kPageSize == 0);
    ensures space: \result == Status::VirtualSpaceTooSmall <==> length > 0 &&
      guest_address + length <= 0x10000000000000000 && target % kPageSize == 0 &&
      named && !InSpace(long_mode, target, guest_address % kPageSize + length);
    ensures success: \result == Status::Success <==> length > 0 &&
      guest_address + length <= 0x10000000000000000 && target % kPageSize == 0 &&
      (named ==> InSpace(long_mode, target, guest_address % kPageSize + length));
*/
[[nodiscard]] static Status mapping_status(uint64_t guest_address, uint64_t length, bool named, uint64_t target,
                                           bool long_mode) {
    if (length == 0) return Status::InvalidPageCount;
    if (length - 1 > UINT64_MAX - guest_address || target % kPageSize != 0) return Status::InvalidParameter;
    if (!named) return Status::Success;
    bool const fits = in_space(long_mode, target, guest_address % kPageSize + length);
    return fits ? Status::Success : Status::VirtualSpaceTooSmall;
}

/*@ requires \valid_read(&page);
    assigns \nothing;
    ensures reserved: \result == Status::ReservedBitSet <==> !ReservedIsClear(&page);
    ensures nothing: \result == Status::InvalidPageCount <==>
      ReservedIsClear(&page) && Maps(&page) && MapOf(&page) != kNoName && LengthOf(&page) == 0;
    ensures range: \result == Status::InvalidParameter <==>
      ReservedIsClear(&page) && !CanBeMapped(&page) && (MapOf(&page) != kNoName ==> LengthOf(&page) > 0);
    ensures space: \result == Status::VirtualSpaceTooSmall <==>
      ReservedIsClear(&page) && CanBeMapped(&page) && LengthOf(&page) > 0 && !HasSpace(&page, long_mode);
    ensures success: \result == Status::Success <==>
      ReservedIsClear(&page) && CanBeMapped(&page) && (Maps(&page) ==> LengthOf(&page) > 0) &&
      HasSpace(&page, long_mode);
*/
[[nodiscard]] static Status status_of(arch::Page const& page, bool long_mode) {
    bool const clear = is_clear(page);
    if (!clear) return Status::ReservedBitSet;
    uint64_t const map = page.word[3] / kHalf % 4;
    if (map == kNoName) return Status::InvalidParameter;
    if (map == static_cast<uint64_t>(MapToSmmGuest::DoNotMap)) return Status::Success;
    bool const named = map == static_cast<uint64_t>(MapToSmmGuest::VirtualAddressSpecified);
    auto const target = join(page.word[5], page.word[6]);
    return mapping_status(page.word[0], page.word[1] % kHalf, named, named ? target : 0, long_mode);
}

/*@ requires \valid_read(&page);
    assigns \nothing;
    ensures IsLookup(\result, &page);
*/
[[nodiscard]] static Lookup lookup_in(arch::Page const& page) {
    auto const mode = static_cast<uint32_t>(page.word[3] / kHalf);
    bool const maps = mode % 4 != static_cast<uint32_t>(MapToSmmGuest::DoNotMap);
    bool const named = mode % 4 == static_cast<uint32_t>(MapToSmmGuest::VirtualAddressSpecified);
    auto const cr3 = join(page.word[1], page.word[2]);
    auto const eptp = join(page.word[2], page.word[3]);
    auto const target = join(page.word[5], page.word[6]);
    return {.guest_address = page.word[0],
            .cr3 = cr3,
            .eptp = eptp,
            .target = named ? target : 0,
            .length = static_cast<uint32_t>(maps ? page.word[1] % kHalf : 0),
            .map = static_cast<MapToSmmGuest>(mode % 4),
            .pae = mode / 4 % 2 == 1,
            .pse = mode / 8 % 2 == 1,
            .ia32e = mode / 16 % 2 == 1};
}

Status read_lookup(arch::Page const& page, bool long_mode, Lookup& lookup) {
    auto const status = status_of(page, long_mode);
    if (status != Status::Success) return status;
    lookup = lookup_in(page);
    return Status::Success;
}

// A word of these halves.
/*@ requires low < kHalf && high < kHalf;
    assigns \nothing;
    ensures \result % kHalf == low && \result / kHalf == high;
*/
[[nodiscard]] static uint64_t word_of(uint64_t low, uint64_t high) {
    return low + kHalf * high;
}

void answer_lookup(arch::Page& page, uint64_t physical_address, uint64_t virtual_address) {
    auto const first = word_of(page.word[4] % kHalf, physical_address % kHalf);
    auto const second = word_of(physical_address / kHalf, virtual_address % kHalf);
    auto const third = word_of(virtual_address / kHalf, page.word[6] / kHalf);
    page.word[4] = first;
    page.word[5] = second;
    page.word[6] = third;
}

} // namespace stm::api
