// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmcs/checks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

// What the tables of checks are written with.
namespace redoubt::machine::check_terms {

using S = Subject const&;
using Field = stm::abi::VmcsField;

[[nodiscard]] constexpr bool implies(bool condition, bool conclusion) {
    return !condition || conclusion;
}

[[nodiscard]] constexpr bool page_aligned(uint64_t address) {
    return address % kPageSize == 0;
}

// Text as a template's argument, so that a rule about each of several registers is written once.
template <size_t size>
struct Text {
    consteval Text(char const (&text)[size]) { std::copy_n(text, size, characters); }
    char characters[size];
};

template <Text... parts>
inline constexpr auto joined = [] {
    std::array<char, (sizeof parts.characters + ... + 1) - sizeof...(parts)> text = {};
    auto* end = text.data();
    ((end = std::copy_n(parts.characters, sizeof parts.characters - 1, end)), ...);
    return text;
}();

template <SegmentIndex index>
inline constexpr auto name = Text{""};
template <>
inline constexpr auto name<SegmentIndex::Es> = Text{"ES"};
template <>
inline constexpr auto name<SegmentIndex::Cs> = Text{"CS"};
template <>
inline constexpr auto name<SegmentIndex::Ss> = Text{"SS"};
template <>
inline constexpr auto name<SegmentIndex::Ds> = Text{"DS"};
template <>
inline constexpr auto name<SegmentIndex::Fs> = Text{"FS"};
template <>
inline constexpr auto name<SegmentIndex::Gs> = Text{"GS"};
template <>
inline constexpr auto name<SegmentIndex::Ldtr> = Text{"LDTR"};
template <>
inline constexpr auto name<SegmentIndex::Tr> = Text{"TR"};

template <size_t... sizes>
[[nodiscard]] constexpr auto concatenated(std::array<Check, sizes> const&... tables) {
    std::array<Check, (sizes + ...)> all = {};
    auto* end = all.data();
    ((end = std::ranges::copy(tables, end).out), ...);
    return all;
}

// Areas of MSRs of VM exits and VM entries (SDM vol. 3C 26.2.1.2, 26.2.1.3). An empty one may be anywhere.
template <Field address, Field count>
struct MsrArea {
    static constexpr uint64_t entry_size = 16;

    static bool aligned(S s) { return implies(s.field(count) != 0, s.field(address) % entry_size == 0); }
    static bool begins_within(S s) {
        return implies(s.field(count) != 0, s.capabilities.within_physical_bits(s.field(address)));
    }
    static bool ends_within(S s) {
        return implies(s.field(count) != 0,
                       s.capabilities.within_physical_bits(s.field(address) + s.field(count) * entry_size - 1));
    }
};

} // namespace redoubt::machine::check_terms
