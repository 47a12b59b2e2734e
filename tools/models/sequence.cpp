// SPDX-License-Identifier: Apache-2.0
#include "tools/models/sequence.hpp"

#include "tools/models/lifelines.hpp"
#include "tools/models/wrapping.hpp"
#include "tools/support/html.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace redoubt::check {
namespace {

using support::escaped;

// Pixels.
constexpr double left_edge = 44; // numbers are left of it
constexpr double line_height = 16;
constexpr double first_line = 20; // from a row's upper edge to the text's base line
constexpr double box_height = 28;
constexpr double head_length = 9; // of an arrow
constexpr double column_gap = 28; // between the last lifeline and the changes
constexpr double least_width = 620;
constexpr double prose_width = 8; // of a character of whatever font the page has, on the safe side
constexpr double most_enlarged = 1.2;
constexpr double tall = 420; // names are repeated below

class Drawing {
public:
    Drawing(std::vector<std::string> names, std::vector<Step> steps)
        : steps_(std::move(steps)), lifelines_(std::move(names), steps_, left_edge) {
        double changes = 0;
        for (auto const& step : steps_)
            changes = std::max(changes, width_of(step.changes));
        changes_ = lifelines_.right() + column_gap;
        width_ = std::max(least_width, changes_ + changes + 16);
    }

    void given(std::vector<std::string> const& values) {
        if (values.empty()) return;
        prose("given", fmt::format("Given: {}", fmt::join(values, ", ")));
        y_ += 14;
    }

    void run(Ending ending) {
        auto const top = y_;
        names();
        text("heading", "start", changes_, y_ - 10, "what changes");
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            auto const broken = ending == Ending::Broken && i + 1 == steps_.size();
            row(i, broken ? "step broken" : "step");
        }
        auto const bottom = y_;
        if (bottom - top > tall) names();
        std::string behind;
        for (auto const& name : lifelines_.names())
            behind +=
                fmt::format("<line class=\"lifeline\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>\n",
                            lifelines_.x(name), top + box_height, bottom + 4);
        body_ = bands_ + behind + body_;
        y_ += 12;
    }

    void closing(Ending ending, std::string_view words) {
        auto const lines = wrapped(words, static_cast<std::size_t>((width_ - 36) / prose_width));
        auto const height = 14 + line_height * static_cast<double>(lines.size());
        body_ += fmt::format("<g class=\"ending {}\"><rect x=\"0.5\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                             "rx=\"6\"/>\n",
                             ending == Ending::Broken ? "broken" : "reached", y_, width_ - 1, height);
        for (std::size_t i = 0; i < lines.size(); ++i)
            text("words", "start", 16, y_ + first_line - 1 + line_height * static_cast<double>(i), lines[i]);
        body_ += "</g>\n";
        y_ += height + 1;
    }

    [[nodiscard]] std::string finish(std::string_view label) && {
        return fmt::format("<svg class=\"sequence\" viewBox=\"0 0 {0:.0f} {1:.0f}\" style=\"max-width: {3:.0f}px\" "
                           "role=\"img\" aria-label=\"{2}\">\n{4}</svg>\n",
                           width_, y_ + 1, escaped(label), most_enlarged * width_, body_);
    }

private:
    void text(std::string_view css_class, std::string_view anchor, double x, double y, std::string_view words) {
        body_ += fmt::format("<text class=\"{}\" text-anchor=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", css_class,
                             anchor, x, y, escaped(words));
    }

    void prose(std::string_view css_class, std::string_view words) {
        for (auto const& line : wrapped(words, static_cast<std::size_t>(width_ / prose_width))) {
            y_ += line_height;
            text(css_class, "start", 0, y_ - 4, line);
        }
    }

    void names() {
        for (auto const& name : lifelines_.names()) {
            auto const box = Lifelines::box(name);
            body_ += fmt::format("<rect class=\"party\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                                 "rx=\"6\"/>\n",
                                 lifelines_.x(name) - box / 2, y_ + 0.5, box, box_height - 1);
            text("name", "middle", lifelines_.x(name), y_ + 18.5, name);
        }
        y_ += box_height;
    }

    void row(std::size_t i, std::string_view css_class) {
        auto const& step = steps_[i];
        auto const top = y_ + (i == 0 ? 8 : 0);
        auto const to_self = step.from == step.to;
        auto const own = line_height * static_cast<double>(step.label.size()) + (to_self ? 0 : 8);
        auto const height =
            std::max({own, line_height * static_cast<double>(step.changes.size()), to_self ? 26.0 : 0.0}) + 18;
        if (i % 2 == 0)
            bands_ +=
                fmt::format("<rect class=\"band\" x=\"0\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"4\"/>\n",
                            top, width_, height);
        body_ += fmt::format("<g class=\"{}\">\n", css_class);
        text("number", "end", 26, top + first_line, std::to_string(i + 1));
        for (std::size_t k = 0; k < step.changes.size(); ++k)
            text("change", "start", changes_, top + first_line + line_height * static_cast<double>(k), step.changes[k]);
        to_self ? loop(step, top) : arrow(step, top, top + own + 6);
        body_ += "</g>\n";
        y_ = top + height;
    }

    void label(Step const& step, std::string_view anchor, double x, double top) {
        for (std::size_t k = 0; k < step.label.size(); ++k)
            text("label", anchor, x, top + first_line + line_height * static_cast<double>(k), step.label[k]);
    }

    void arrow(Step const& step, double top, double y) {
        auto const from = lifelines_.x(step.from);
        auto const to = lifelines_.x(step.to);
        auto const way = to < from ? -1.0 : 1.0;
        label(step, "middle", (from + to) / 2, top);
        body_ += fmt::format("<path class=\"arrow\" d=\"M{:.1f},{:.1f} H{:.1f}\"/>\n", from, y, to - way * head_length);
        head(to, y, way);
    }

    void loop(Step const& step, double top) {
        auto const x = lifelines_.x(step.from);
        auto const y = top + first_line - 8;
        label(step, "start", x + kLoop + 8, top);
        body_ += fmt::format("<path class=\"arrow\" d=\"M{:.1f},{:.1f} h{:.1f} a8,8 0 0 1 0,16 H{:.1f}\"/>\n", x, y,
                             kLoop - 8, x + head_length);
        head(x, y + 16, -1);
    }

    void head(double x, double y, double way) {
        body_ +=
            fmt::format("<path class=\"head\" d=\"M{:.1f},{:.1f} l{:.1f},-4.5 v9 z\"/>\n", x, y, -way * head_length);
    }

    std::vector<Step> steps_;
    Lifelines lifelines_;
    double changes_ = 0; // where their column begins
    double width_ = 0;
    double y_ = 0;
    std::string bands_; // behind everything
    std::string body_;
};

} // namespace

std::string sequence(tsl::Interpreter const& interpreter, tsl::Trace const& trace, Ending ending,
                     std::string_view closing) {
    Drawing drawing(tsl::participants(trace), steps_of(interpreter, trace));
    drawing.given(interpreter.rigid_values(trace.states.front()));
    drawing.run(ending);
    drawing.closing(ending, closing);
    return std::move(drawing).finish(closing);
}

} // namespace redoubt::check
