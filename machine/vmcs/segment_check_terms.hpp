// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmcs/check_terms.hpp"

// What the checks on segment registers have in common (SDM vol. 3C 26.3.1.2).
namespace redoubt::machine::check_terms {

namespace access_rights = stm::abi::access_rights;

template <SegmentIndex index, Text text>
inline constexpr char const* segment_rule = joined<"26.3.1.2 ", name<index>, ": ", text>.data();

// CS and TR are always in use.
template <SegmentIndex index>
[[nodiscard]] bool in_use(S s) {
    return index == SegmentIndex::Cs || index == SegmentIndex::Tr || s.segment(index).usable();
}

// SDM vol. 3A 3.4.5: a limit in pages ends with a page, and one in bytes is below 1 MiB.
[[nodiscard]] inline bool limit_fits_pages(Segment const& segment) {
    constexpr uint32_t within_page = 0xfff;
    return implies((segment.limit & within_page) != within_page, !segment.has(access_rights::kGranularity));
}
[[nodiscard]] inline bool limit_fits_bytes(Segment const& segment) {
    constexpr uint32_t beyond_1_mib = 0xfff00000;
    return implies((segment.limit & beyond_1_mib) != 0, segment.has(access_rights::kGranularity));
}

// In selectors
inline constexpr uint16_t kRpl = 3;
inline constexpr uint16_t kTi = 1u << 2;

} // namespace redoubt::machine::check_terms
