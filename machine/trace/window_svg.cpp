// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/grouped.hpp"
#include "machine/trace/scene.hpp"
#include "machine/trace/svg.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <ranges>
#include <tuple>

namespace redoubt::machine {
namespace {

// The lower the bar, the less its code may do: contexts can be told apart without their colours.
double bar_height(Context context) {
    switch (context) {
    case Context::OsGuest: return 0.2 * kBar;
    case Context::Os: return 0.35 * kBar;
    case Context::SmiHandler:
    case Context::Pe:
    case Context::SmmDefault: return 0.65 * kBar;
    case Context::Monitor: return kBar;
    }
    return 0;
}

auto events_in(Scene const& scene, Window const& window) {
    return std::ranges::subrange(std::ranges::lower_bound(scene.events, window.from, {}, &TraceEvent::time),
                                 std::ranges::upper_bound(scene.events, window.to, {}, &TraceEvent::time));
}

// With what made the processor go there, when it is known.
std::string tooltip_of(Scene const& scene, Stretch const& stretch) {
    auto text = fmt::format("processor {}: {}\n{} instructions of the machine, from {} to {}", stretch.processor,
                            name_of(stretch.context), grouped(stretch.to - stretch.from), grouped(stretch.from),
                            grouped(stretch.to));
    for (auto const& event : events_in(scene, {stretch.from, stretch.from}))
        if (event.processor == stretch.processor && !mark_of(event.kind)) text += "\n" + summary_of(event);
    return text;
}

// Events of a kind that would stand on each other are one mark.
struct Place {
    Mark mark;
    unsigned lane; // 0: above the lanes; else the processor's number and 1
    uint64_t thousandth;
    auto operator<=>(Place const&) const = default;
};

struct Marked {
    uint64_t time;
    std::string tooltip;
    unsigned more = 0;
};

std::map<Place, Marked> marks_in(Scene const& scene, Window const& window) {
    std::map<Place, Marked> marks;
    for (auto const& event : events_in(scene, window)) {
        auto const mark = mark_of(event.kind);
        if (!mark) continue;
        auto const lane = event.processor && *event.processor < scene.processors ? *event.processor + 1 : 0;
        auto const [at, is_new] =
            marks.try_emplace(Place{*mark, lane, (event.time - window.from) * 1000 / window.length()},
                              Marked{.time = event.time, .tooltip = {}});
        if (is_new)
            at->second.tooltip = fmt::format("{}\nat {}", summary_of(event), grouped(event.time));
        else
            ++at->second.more;
    }
    return marks;
}

} // namespace

std::string window_svg(Scene const& scene, Window const& window) {
    Svg svg(window, scene.processors);
    svg.axis(true);
    for (auto const& stretch : scene.stretches) {
        if (stretch.to <= window.from || stretch.from >= window.to || stretch.processor >= scene.processors) continue;
        svg.bar({std::max(stretch.from, window.from), std::min(stretch.to, window.to)}, stretch.context,
                lane_base(stretch.processor), bar_height(stretch.context), tooltip_of(scene, stretch));
    }
    auto const marks = marks_in(scene, window);
    for (auto const& [place, marked] : marks)
        if (place.mark != Mark::Note) svg.line(marked.time, place.mark);
    for (auto const& [place, marked] : marks)
        svg.mark(marked.time, place.mark, place.lane == 0 ? kStrip / 2 : lane_top(place.lane - 1) + 6,
                 marked.more == 0 ? marked.tooltip : fmt::format("{}\nand {} more", marked.tooltip, marked.more));
    return std::move(svg).finish(fmt::format("processors from {} to {}", grouped(window.from), grouped(window.to)));
}

} // namespace redoubt::machine
