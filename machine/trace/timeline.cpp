// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/timeline.hpp"

#include "machine/trace/grouped.hpp"
#include "machine/trace/scene.hpp"
#include "machine/trace/summary.hpp"
#include "timeline_page.hpp"
#include "tools/support/html.hpp"

#include <algorithm>
#include <fmt/core.h>

// The page's frame is machine/trace/timeline.html.
namespace redoubt::machine {
namespace {

using support::escaped;

constexpr uint64_t longest_window = 50'000; // of those that SMIs make; a longer one is hard to read
constexpr unsigned most_start_windows = 4;
constexpr unsigned most_error_windows = 8;
constexpr unsigned most_errors_listed = 100;

std::string counted(uint64_t number, std::string_view one, std::string_view more) {
    return fmt::format("{} {}", grouped(number), number == 1 ? one : more);
}

std::string names_of_lanes(unsigned processors) {
    std::string html = "<ol class=\"lanes\">";
    for (unsigned processor = 0; processor < processors; ++processor)
        html += fmt::format("<li>processor {}</li>", processor);
    return html + "</ol>";
}

std::string figure(std::string const& caption, std::string const& svg, unsigned processors) {
    return fmt::format("<figure><figcaption>{}</figcaption><div class=\"picture\">{}<div "
                       "class=\"scroll\">{}</div></div></figure>\n",
                       escaped(caption), names_of_lanes(processors), svg);
}

std::string window_figure(Scene const& scene, Window const& window) {
    return figure(fmt::format("from {}, {} instructions", grouped(window.from), grouped(window.length())),
                  window_svg(scene, window), scene.processors);
}

std::string section(std::string_view heading, std::string_view explanation, Scene const& scene,
                    std::vector<Window> const& windows) {
    if (windows.empty()) return {};
    auto html = fmt::format("<section><h2>{}</h2><p>{}</p>\n", escaped(heading), escaped(explanation));
    for (auto const& window : windows)
        html += window_figure(scene, window);
    return html + "</section>\n";
}

// SMM before the first SMI is how the monitor gets there; after it, windows are round trips.
struct Windows {
    std::vector<Window> start;
    std::vector<Window> round_trips;
    std::vector<Window> errors; // that the others do not show

    [[nodiscard]] bool show(uint64_t time) const {
        auto const contains = [=](Window const& window) { return window.contains(time); };
        return std::ranges::any_of(start, contains) || std::ranges::any_of(round_trips, contains);
    }
};

void keep_first(std::vector<Window>& windows, std::size_t count) {
    if (windows.size() > count) windows.resize(count);
}

Windows choose_windows(Scene const& scene, unsigned detailed) {
    std::vector<uint64_t> smis;
    for (auto const& event : scene.events)
        if (event.kind == EventKind::SmiRaised) smis.push_back(event.time);
    auto const smis_from = smis.empty() ? 0 : smis.front();
    Windows chosen;
    for (auto const& window : smm_windows(scene.stretches, smis, scene.end))
        (window.to <= smis_from ? chosen.start : chosen.round_trips).push_back(window);
    chosen.round_trips = split(chosen.round_trips, longest_window);
    keep_first(chosen.start, most_start_windows);
    keep_first(chosen.round_trips, detailed);

    std::vector<uint64_t> errors;
    for (auto const& event : scene.events)
        if (is_error(event.kind) && !chosen.show(event.time)) errors.push_back(event.time);
    chosen.errors = split(windows_around(errors, scene.end), longest_window);
    keep_first(chosen.errors, most_error_windows);
    return chosen;
}

std::string pictures(Scene const& scene, unsigned detailed) {
    if (scene.end == 0) return "<p>Nothing ran.</p>\n";
    auto const windows = choose_windows(scene, detailed);
    return "<section><h2>The whole run</h2><p>Each column is a part of the run: how much of it a processor spent "
           "where. "
           "Above, how many SMIs were raised.</p>\n" +
           figure(fmt::format("{} instructions", grouped(scene.end)), overview_svg(scene), scene.processors) +
           "</section>\n" +
           section("The start", "How the monitor was set up, each time in SMM a picture.", scene, windows.start) +
           section("The first round trips", "From the OS to the SMI handler and back, each time in SMM a picture.",
                   scene, windows.round_trips) +
           section("Around errors", "Those that no picture above shows.", scene, windows.errors);
}

std::string legend() {
    std::string html;
    for (auto const context : kAllContexts)
        html += fmt::format("<li><i class=\"{}\"></i>{}</li>\n", id_of(context), escaped(name_of(context)));
    for (auto const& [id, text] :
         {std::pair{"smi", "SMI raised"}, std::pair{"note", "event"}, std::pair{"error", "error"}})
        html += fmt::format("<li><svg width=\"14\" height=\"14\"><use class=\"{0}\" href=\"#{0}\" x=\"7\" "
                            "y=\"7\"/></svg>{1}</li>\n",
                            id, text);
    return html;
}

std::string fact(std::string_view css_class, std::string const& number, std::string const& text) {
    return fmt::format("<li class=\"{}\"><b>{}</b>{}</li>\n", css_class, escaped(number), escaped(text));
}

std::string facts(Recorder const& recorder, Counters const& counters, uint64_t end) {
    auto const trips = counters.round_trips();
    uint64_t all = 0;
    for (auto const context : kAllContexts)
        all += counters.tally(context).instructions;
    auto const monitor = counters.tally(Context::Monitor).instructions;

    auto html = recorder.errors() == 0 ? fact("good", "no error", "no rule was broken")
                                       : fact("bad", counted(recorder.errors(), "error", "errors"), "listed below");
    html += fact("", counted(counters.processors(), "processor", "processors"), grouped(end) + " instructions");
    html += fact("", counted(trips.count(), "SMI", "SMIs"), "counted at each processor");
    if (trips.count() != 0)
        html += fact("", grouped(trips.monitor.median()) + " instructions",
                     fmt::format("of the monitor for an SMI, both ways: the median; {} to {}",
                                 grouped(trips.monitor.min()), grouped(trips.monitor.max())));
    if (all != 0)
        html += fact("", fmt::format("{:.2f} %", 100.0 * static_cast<double>(monitor) / static_cast<double>(all)),
                     "of all instructions were the monitor's");
    return html;
}

std::string errors_list(Recorder const& recorder) {
    if (recorder.errors() == 0) return {};
    std::string items;
    unsigned listed = 0;
    for (auto const& event : recorder.events()) {
        if (!is_error(event.kind) || listed == most_errors_listed) continue;
        ++listed;
        auto line = event;
        line.details.clear();
        items += fmt::format("<li><code>{}</code>{}</li>\n", escaped(as_text(line)),
                             event.details.empty() ? std::string()
                                                   : "<details><summary>registers and code</summary><pre>" +
                                                         escaped(event.details) + "</pre></details>");
    }
    if (recorder.errors() > listed) items += fmt::format("<li>and {} more</li>\n", grouped(recorder.errors() - listed));
    return "<section><h2>Errors</h2><ul class=\"errors\">\n" + items + "</ul></section>\n";
}

std::string notes(Recorder const& recorder) {
    if (recorder.forgotten_events() == 0) return {};
    return fmt::format("<p>Only the last {} of {} events were kept: the pictures have no more.</p>\n",
                       grouped(recorder.events().size()),
                       grouped(recorder.events().size() + recorder.forgotten_events()));
}

} // namespace

std::string timeline_page(Recorder const& recorder, Counters const& counters, TimelineOptions const& options) {
    Scene const scene{.stretches = recorder.stretches(options.end),
                      .events = recorder.events(),
                      .processors = counters.processors(),
                      .end = options.end};
    return support::filled(page_frame, {{"<!--title-->", escaped(options.title)},
                                        {"<!--facts-->", facts(recorder, counters, options.end)},
                                        {"<!--legend-->", legend()},
                                        {"<!--notes-->", notes(recorder)},
                                        {"<!--pictures-->", pictures(scene, options.detailed)},
                                        {"<!--errors-->", errors_list(recorder)},
                                        {"<!--counts-->", as_html(summary(counters))}});
}

} // namespace redoubt::machine
