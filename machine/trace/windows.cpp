// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/windows.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

// With margins; those that then touch become one. They are in the order in which they begin.
std::vector<Window> joined(std::vector<Window> const& windows, uint64_t end) {
    std::vector<Window> all;
    for (auto const& window : windows) {
        auto const from = window.from - std::min(window.from, kMargin);
        auto const to = std::min(window.to + kMargin, end);
        if (from >= to) continue;
        if (!all.empty() && from <= all.back().to)
            all.back().to = std::max(all.back().to, to);
        else
            all.push_back({from, to});
    }
    return all;
}

} // namespace

std::vector<Window> smm_windows(std::vector<Stretch> const& stretches, std::vector<uint64_t> const& smis,
                                uint64_t end) {
    std::vector<Window> windows;
    for (auto const& stretch : stretches)
        if (is_in_smm(stretch.context)) windows.push_back({stretch.from, stretch.to});
    std::ranges::sort(windows, {}, &Window::from);
    for (auto& window : windows) {
        auto const next = std::ranges::upper_bound(smis, window.from);
        if (next != smis.begin() && window.from - *(next - 1) <= kLatency) window.from = *(next - 1);
    }
    std::ranges::sort(windows, {}, &Window::from);
    return joined(windows, end);
}

std::vector<Window> windows_around(std::vector<uint64_t> const& times, uint64_t end) {
    std::vector<Window> windows;
    for (auto const time : times)
        windows.push_back({time, time + 1});
    return joined(windows, end);
}

std::vector<Window> split(std::vector<Window> const& windows, uint64_t longest) {
    std::vector<Window> pieces;
    for (auto const& window : windows) {
        auto const count = (window.length() + longest - 1) / longest;
        for (uint64_t i = 0; i < count; ++i)
            pieces.push_back(
                {window.from + window.length() * i / count, window.from + window.length() * (i + 1) / count});
    }
    return pieces;
}

} // namespace redoubt::machine
