// SPDX-License-Identifier: Apache-2.0
#include "monitor/acpi/allocation.h"

namespace stm::acpi {

/*@ requires begin <= AllocationCount(bytes) && first < 8 && abi::mcfg::kAllocations <= bytes <= kMostTable;
    requires \valid_read(words + (0 .. (first + bytes + 7) / 8 - 1));
    assigns \nothing;
    ensures range: begin <= \result <= AllocationCount(bytes);
    ensures skipped: \forall integer i; begin <= i < \result ==> !OfGroupZero(words, AllocationAt(first, i));
    ensures found: \result < AllocationCount(bytes) ==> OfGroupZero(words, AllocationAt(first, \result));
*/
[[nodiscard]] static uint32_t find_group_zero(uint64_t const* words, uint32_t first, uint32_t bytes, uint32_t begin) {
    uint32_t const count = (bytes - abi::mcfg::kAllocations) / abi::mcfg::kAllocationBytes;
    /*@ loop invariant range: begin <= i <= count;
        loop invariant skipped: \forall integer j; begin <= j < i ==> !OfGroupZero(words, AllocationAt(first, j));
        loop assigns i;
        loop variant count - i;
    */
    for (uint32_t i = begin; i < count; ++i) {
        uint32_t const at = first + abi::mcfg::kAllocations + abi::mcfg::kAllocationBytes * i;
        //@ assert inside: at + abi::mcfg::kAllocationBytes <= first + bytes;
        if (half_at(words, at + abi::mcfg::kSegmentGroup) == 0) return i;
    }
    return count;
}

/*@ assigns \nothing;
    ensures \result <==> Apart(first, end, other_first, other_last);
*/
[[nodiscard]] static bool apart(uint64_t first, uint64_t end, uint64_t other_first, uint64_t other_last) {
    return end <= other_first || other_last < first;
}

/*@ requires \valid_read(&layout) && IsLimit(limit) && 0 < buses <= resources::kMaxBuses;
    assigns \nothing;
    ensures \result <==> IsPlace(&layout, limit, base, buses);
*/
[[nodiscard]] static bool is_place(Layout const& layout, uint64_t limit, uint64_t base, uint64_t buses) {
    uint64_t const bytes = 0x100000 * buses;
    if (base % 0x100000 != 0 || limit < bytes || base > limit - bytes) return false;
    uint64_t const page = base / 0x1000;
    uint64_t const end = page + resources::kFunctionsPerBus * buses;
    bool const off_tseg = apart(page, end, layout.tseg_first, layout.tseg_last);
    bool const off_low_smram = apart(page, end, kLowSmramFirst, kLowSmramLast);
    bool const off_interrupts = apart(page, end, kInterruptsFirst, kInterruptsLast);
    return off_tseg && off_low_smram && off_interrupts;
}

/*@ requires \valid_read(&layout) && at <= kMostTable && ValidLayout(&layout) && IsLimit(limit);
    requires \valid_read(words + (0 .. (at + abi::mcfg::kAllocationBytes + 7) / 8 - 1));
    assigns \nothing;
    ensures window: \result.outcome == Outcome::Window <==> IsWindowAt(words, at, &layout, limit);
    ensures broken: \result.outcome == Outcome::Window || \result.outcome == Outcome::Broken;
    ensures says: \result.outcome == Outcome::Window ==>
      Says(words, at, \result.ecam.first_page, \result.ecam.buses);
    ensures no_buses: \result.outcome != Outcome::Window ==>
      \result.ecam.first_page == 0 && \result.ecam.buses == 0;
    ensures valid: resources::ValidEcam(\result.ecam);
*/
[[nodiscard]] static Finding window_at(uint64_t const* words, uint32_t at, Layout const& layout, uint64_t limit) {
    uint64_t const base = quad_at(words, at + abi::mcfg::kBase);
    uint64_t const first_bus = byte_at(words, at + abi::mcfg::kFirstBus);
    uint64_t const last_bus = byte_at(words, at + abi::mcfg::kLastBus);
    bool const placed = is_place(layout, limit, base, last_bus + 1);
    if (first_bus != 0 || !placed) return {.outcome = Outcome::Broken, .ecam = {}};
    auto const buses = static_cast<uint32_t>(last_bus + 1);
    return {.outcome = Outcome::Window, .ecam = {.first_page = base / 0x1000, .buses = buses}};
}

Finding window_of(uint64_t const* words, uint32_t first, uint32_t bytes, Layout const& layout, uint64_t limit) {
    uint32_t const count = (bytes - abi::mcfg::kAllocations) / abi::mcfg::kAllocationBytes;
    uint32_t const i = find_group_zero(words, first, bytes, 0);
    if (i == count) return {.outcome = Outcome::None, .ecam = {}};
    //@ assert not_none: OfGroupZero(words, AllocationAt(first, i)) && !NoneOfGroupZero(words, first, bytes);
    uint32_t const another = find_group_zero(words, first, bytes, i + 1);
    if (another != count) return {.outcome = Outcome::Broken, .ecam = {}};
    uint32_t const at = first + abi::mcfg::kAllocations + abi::mcfg::kAllocationBytes * i;
    //@ assert inside: at + abi::mcfg::kAllocationBytes <= first + bytes;
    //@ assert the_one: IsTheOne(words, first, bytes, i) && at == AllocationAt(first, i);
    //@ assert only: \forall integer j; IsTheOne(words, first, bytes, j) ==> j == i;
    return window_at(words, at, layout, limit);
}

} // namespace stm::acpi
