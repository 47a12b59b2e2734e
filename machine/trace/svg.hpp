// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/windows.hpp"

#include <string>

namespace redoubt::machine {

// Measures of the pictures, in pixels; machine/trace/timeline.html has lanes of the same height beside them.
inline constexpr unsigned kStrip = 20; // above the lanes: what is no processor's
inline constexpr unsigned kLane = 28;
inline constexpr unsigned kBar = 22; // the highest bar of a lane
inline constexpr unsigned kAxis = 20;

[[nodiscard]] constexpr unsigned lane_top(unsigned processor) {
    return kStrip + processor * kLane;
}
[[nodiscard]] constexpr unsigned lane_base(unsigned processor) { // what bars stand on
    return lane_top(processor) + kLane - 2;
}

enum class Mark : uint8_t { Smi, Note, Error };
[[nodiscard]] std::string_view id_of(Mark mark); // of its symbol and class

// How events are marked; nothing: the lanes show them already.
[[nodiscard]] std::optional<Mark> mark_of(EventKind kind);

// Puts things at their time into a window.
class Svg {
public:
    Svg(Window window, unsigned processors);

    // Bars stand on a base line. In tooltips, lines may be broken.
    void bar(Window const& when, Context context, double base, double height, std::string_view tooltip = {});
    void begin_group(std::string_view tooltip);
    void end_group();
    void mark(uint64_t time, Mark mark, unsigned y, std::string_view tooltip);
    void count_bar(Window const& when, double height, std::string_view tooltip); // in the strip
    void line(uint64_t time, Mark mark);                                         // through all lanes

    void axis(bool relative); // ticks, relative to the window's beginning or not

    [[nodiscard]] std::string finish(std::string_view label) &&;

private:
    [[nodiscard]] std::string x(uint64_t time) const; // percentages
    [[nodiscard]] std::string width(Window const& when) const;

    Window window_;
    unsigned bottom_; // of the lanes
    std::string body_;
};

} // namespace redoubt::machine
