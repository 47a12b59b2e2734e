// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/recorder.hpp"

namespace redoubt::machine {

struct Window { // what happens at its very end belongs to it too
    uint64_t from;
    uint64_t to;

    [[nodiscard]] uint64_t length() const { return to - from; }
    [[nodiscard]] bool contains(uint64_t time) const { return time >= from && time <= to; }
    bool operator==(Window const&) const = default;
};

// When any processor was in SMM, in the order of time, with a margin of kMargin on both sides. What would touch is one window.
// The last SMI before, no more than kLatency, belongs to it; `smis` are the times when they were raised, in order.
inline constexpr uint64_t kMargin = 200;
inline constexpr uint64_t kLatency = 5000;
[[nodiscard]] std::vector<Window> smm_windows(std::vector<Stretch> const& stretches, std::vector<uint64_t> const& smis,
                                              uint64_t end);

// Around each of the times, which are in order: kMargin before, and as far behind.
[[nodiscard]] std::vector<Window> windows_around(std::vector<uint64_t> const& times, uint64_t end);

// In pieces no longer than that, as equal as can be.
[[nodiscard]] std::vector<Window> split(std::vector<Window> const& windows, uint64_t longest);

} // namespace redoubt::machine
