// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/density.hpp"
#include "machine/trace/grouped.hpp"
#include "machine/trace/scene.hpp"
#include "machine/trace/svg.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::machine {
namespace {

constexpr unsigned most_bins = 240;

// From the base line up: what is in SMM first, so that it can be compared across lanes.
constexpr std::array stacked{Context::Monitor,    Context::SmiHandler, Context::Pe,
                             Context::SmmDefault, Context::OsGuest,    Context::Os};

uint64_t share_of(Density::Shares const& shares, Context context) {
    return shares.at(static_cast<std::size_t>(context));
}

std::string tooltip_of(unsigned processor, Window const& when, Density::Shares const& shares) {
    auto text = fmt::format("processor {}, {} to {}", processor, grouped(when.from), grouped(when.to));
    for (auto const context : stacked)
        if (auto const share = share_of(shares, context); share != 0)
            text += fmt::format("\n{}: {:.1f} %", name_of(context),
                                100.0 * static_cast<double>(share) / static_cast<double>(when.length()));
    return text;
}

// Nothing but one context in the whole bin.
std::optional<Context> only_context(Density const& density, unsigned processor, unsigned bin) {
    for (auto const context : stacked)
        if (share_of(density.shares(processor, bin), context) == density.bin(bin).length()) return context;
    return std::nullopt;
}

// Bins of one and the same context are drawn as one: most of a run is nothing but the OS.
void draw_lane(Svg& svg, Density const& density, unsigned processor) {
    for (unsigned bin = 0; bin < density.bins();) {
        auto const first = bin++;
        auto when = density.bin(first);
        if (auto const context = only_context(density, processor, first)) {
            for (; bin < density.bins() && only_context(density, processor, bin) == context; ++bin)
                when.to = density.bin(bin).to;
            Density::Shares whole = {};
            whole.at(static_cast<std::size_t>(*context)) = when.length();
            svg.bar(when, *context, lane_base(processor), kBar, tooltip_of(processor, when, whole));
            continue;
        }
        auto const& shares = density.shares(processor, first);
        if (shares == Density::Shares{}) continue;
        svg.begin_group(tooltip_of(processor, when, shares));
        double base = lane_base(processor);
        for (auto const context : stacked) {
            auto const height =
                kBar * static_cast<double>(share_of(shares, context)) / static_cast<double>(when.length());
            if (height > 0) svg.bar(when, context, base, height);
            base -= height;
        }
        svg.end_group();
    }
}

struct Happened {
    uint64_t smis = 0;
    uint64_t errors = 0;
    TraceEvent const* first_error = nullptr;
};

void draw_strip(Svg& svg, Density const& density, std::deque<TraceEvent> const& events) {
    std::vector<Happened> bins(density.bins());
    for (auto const& event : events) {
        auto& bin = bins.at(density.bin_of(event.time));
        if (event.kind == EventKind::SmiRaised) ++bin.smis;
        if (!is_error(event.kind)) continue;
        if (++bin.errors == 1) bin.first_error = &event;
    }
    auto const most = std::ranges::max(bins, {}, &Happened::smis).smis;
    for (unsigned bin = 0; bin < density.bins(); ++bin)
        if (auto const smis = bins[bin].smis; smis != 0)
            svg.count_bar(density.bin(bin), (kStrip - 4.0) * static_cast<double>(smis) / static_cast<double>(most),
                          fmt::format("SMIs raised from {} to {}: {}", grouped(density.bin(bin).from),
                                      grouped(density.bin(bin).to), grouped(smis)));
    for (auto const& bin : bins)
        if (bin.errors != 0) {
            auto const time = std::min(bin.first_error->time, density.bin(density.bins() - 1).to);
            svg.line(time, Mark::Error);
            svg.mark(time, Mark::Error, kStrip / 2,
                     fmt::format("{} from here\n{}\nat {}",
                                 bin.errors == 1 ? "1 error" : grouped(bin.errors) + " errors",
                                 summary_of(*bin.first_error), grouped(time)));
        }
}

} // namespace

std::string overview_svg(Scene const& scene) {
    Svg svg({0, scene.end}, scene.processors);
    Density const density(scene.stretches, scene.processors, scene.end, most_bins);
    for (unsigned processor = 0; processor < scene.processors; ++processor)
        draw_lane(svg, density, processor);
    svg.axis(false);
    draw_strip(svg, density, scene.events);
    return std::move(svg).finish("the whole run");
}

} // namespace redoubt::machine
