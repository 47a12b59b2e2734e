// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/svg.hpp"

#include "machine/trace/grouped.hpp"
#include "tools/support/html.hpp"

#include <fmt/core.h>

namespace redoubt::machine {
namespace {

using support::escaped;

std::string title(std::string_view tooltip) {
    return tooltip.empty() ? std::string() : "<title>" + escaped(tooltip) + "</title>";
}

// 1, 2 or 5 times a power of ten, so that there are few ticks and not too few.
uint64_t tick_distance(uint64_t length) {
    constexpr uint64_t most_ticks = 10;
    for (uint64_t power = 1;; power *= 10)
        for (auto const factor : {1, 2, 5})
            if (auto const distance = power * static_cast<uint64_t>(factor); length / distance < most_ticks)
                return distance;
}

} // namespace

std::string_view id_of(Mark mark) {
    switch (mark) {
    case Mark::Smi: return "smi";
    case Mark::Note: return "note";
    case Mark::Error: return "error";
    }
    return "";
}

std::optional<Mark> mark_of(EventKind kind) {
    if (is_error(kind)) return Mark::Error;
    switch (kind) {
    case EventKind::SmiRaised: return Mark::Smi;
    case EventKind::Activation:
    case EventKind::Deactivation:
    case EventKind::EptViolation:
    case EventKind::SerialLine:
    case EventKind::Ipi:
    case EventKind::Halt: return Mark::Note;
    default: return std::nullopt;
    }
}

Svg::Svg(Window window, unsigned processors) : window_(window), bottom_(lane_top(processors)) {
    for (unsigned processor = 0; processor < processors; ++processor)
        body_ += fmt::format("<line x1=\"0\" x2=\"100%\" y1=\"{0}.5\" y2=\"{0}.5\"/>\n", lane_base(processor));
}

std::string Svg::x(uint64_t time) const {
    return fmt::format("{:.4f}%",
                       100.0 * static_cast<double>(time - window_.from) / static_cast<double>(window_.length()));
}

std::string Svg::width(Window const& when) const {
    return fmt::format("{:.4f}%", 100.0 * static_cast<double>(when.length()) / static_cast<double>(window_.length()));
}

void Svg::bar(Window const& when, Context context, double base, double height, std::string_view tooltip) {
    body_ += fmt::format("<rect class=\"{}\" x=\"{}\" width=\"{}\" y=\"{:.2f}\" height=\"{:.2f}\"", id_of(context),
                         x(when.from), width(when), base - height, height);
    body_ += tooltip.empty() ? "/>\n" : ">" + title(tooltip) + "</rect>\n";
}

void Svg::begin_group(std::string_view tooltip) {
    body_ += "<g>" + title(tooltip) + "\n";
}

void Svg::end_group() {
    body_ += "</g>\n";
}

void Svg::mark(uint64_t time, Mark mark, unsigned y, std::string_view tooltip) {
    body_ += fmt::format("<use class=\"{0}\" href=\"#{0}\" x=\"{1}\" y=\"{2}\">{3}</use>\n", id_of(mark), x(time), y,
                         title(tooltip));
}

void Svg::count_bar(Window const& when, double height, std::string_view tooltip) {
    body_ += fmt::format("<rect class=\"smi\" x=\"{}\" width=\"{}\" y=\"{:.2f}\" height=\"{:.2f}\">{}</rect>\n",
                         x(when.from), width(when), kStrip - 2 - height, height, title(tooltip));
}

void Svg::line(uint64_t time, Mark mark) {
    body_ += fmt::format("<line class=\"{0}\" x1=\"{1}\" x2=\"{1}\" y1=\"{2}\" y2=\"{3}\"/>\n", id_of(mark), x(time),
                         kStrip - 2, bottom_);
}

void Svg::axis(bool relative) {
    auto const distance = tick_distance(window_.length());
    auto const first = relative ? window_.from : (window_.from + distance - 1) / distance * distance;
    for (auto time = first; time < window_.to; time += distance) {
        body_ += fmt::format("<line x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>\n", x(time), kStrip, bottom_ + 6);
        if (window_.to - time < window_.length() / 15) continue; // no room to the right of it
        body_ += fmt::format("<text x=\"{}\" dx=\"4\" y=\"{}\">{}</text>\n", x(time), bottom_ + 14,
                             relative ? "+" + grouped(time - window_.from) : grouped(time));
    }
}

std::string Svg::finish(std::string_view label) && {
    return fmt::format("<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n", bottom_ + kAxis,
                       escaped(label), body_);
}

} // namespace redoubt::machine
