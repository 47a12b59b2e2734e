// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/windows.hpp"

namespace redoubt::machine {

// What there is to be drawn.
struct Scene {
    std::vector<Stretch> stretches;
    std::deque<TraceEvent> const& events; // in the order of time
    unsigned processors;
    uint64_t end;
};

// Pictures of all processors, a lane each, as wide as they are given room. Horizontal places are percentages: they can be
// stretched, and their text is not. The page around them has the symbols and the colours.

// Each stretch as long as it lasts.
[[nodiscard]] std::string window_svg(Scene const& scene, Window const& window);

// The whole run: the shares of the contexts, and above them when SMIs were raised and what went wrong.
[[nodiscard]] std::string overview_svg(Scene const& scene);

} // namespace redoubt::machine
