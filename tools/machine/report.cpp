// SPDX-License-Identifier: Apache-2.0
#include "tools/machine/report.hpp"

#include "machine/trace/grouped.hpp"
#include "machine/trace/summary.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace redoubt::trial {
namespace {

using machine::grouped;
using machine::Table;
using Json = nlohmann::ordered_json;

constexpr std::size_t events_shown = 16;

double mips(Trial& trial) {
    constexpr double million = 1e6;
    return trial.seconds() == 0 ? 0 : static_cast<double>(trial.machine().now()) / million / trial.seconds();
}

Table processors(Trial& trial) {
    Table table{.title = "processor",
                .columns = {"SMIs served", "port accesses", "compared", "calls", "guest exits"},
                .rows = {}};
    for (unsigned number = 0; number < trial.machine().processors(); ++number) {
        auto const os = read_os(trial.machine(), number);
        auto const& watch = trial.machine().watch(number);
        table.rows.push_back({fmt::format("processor {}", number), grouped(read_handler(trial.machine(), number).smis),
                              grouped(os.smis), grouped(watch.smis()), grouped(watch.calls()), grouped(os.exits)});
    }
    return table;
}

} // namespace

std::string as_text(Trial& trial) {
    std::vector<Table> tables{processors(trial)};
    for (auto& table : summary(trial.machine().counters()))
        tables.push_back(std::move(table));
    return as_text(tables) + fmt::format("\n{} SMIs served on {} processors, {} interrupted contexts compared\n"
                                         "{} instructions in {:.2f} s: {:.1f} MIPS\n",
                                         grouped(trial.smis()), trial.machine().processors(),
                                         grouped(trial.contexts_compared()), grouped(trial.machine().now()),
                                         trial.seconds(), mips(trial));
}

std::string as_json(Trial& trial) {
    auto problems = Json::array();
    for (auto const& problem : trial.problems())
        problems.push_back(problem.text);
    auto guests = Json::array();
    for (unsigned number = 0; number < trial.machine().processors(); ++number) {
        auto const os = read_os(trial.machine(), number);
        auto const& watch = trial.machine().watch(number);
        guests.push_back({{"processor", number},
                          {"smis_served", read_handler(trial.machine(), number).smis},
                          {"port_accesses", os.smis},
                          {"contexts_compared", watch.smis()},
                          {"calls_compared", watch.calls()},
                          {"guest_exits", os.exits}});
    }
    Json const whole{{"version", 1},
                     {"good", trial.good()},
                     {"monitored", trial.monitored() == Monitored::Yes},
                     {"seed", trial.setting().seed},
                     {"smis", trial.smis()},
                     {"contexts_compared", trial.contexts_compared()},
                     {"instructions", trial.machine().now()},
                     {"seconds", trial.seconds()},
                     {"mips", mips(trial)},
                     {"problems", problems},
                     {"guests", guests},
                     {"counters", Json::parse(as_json(trial.machine().counters()))}};
    return whole.dump(2) + "\n";
}

std::string evidence(Trial& trial) {
    auto const& events = trial.machine().recorder().events();
    std::string text;
    if (auto const first = std::ranges::find_if(events, machine::is_error, &machine::TraceEvent::kind);
        first != events.end())
        text += "the first error:\n" + as_text(*first) + '\n';
    auto const shown = std::min(events.size(), events_shown);
    if (shown != 0) text += "the last events:\n";
    for (auto event = events.end() - static_cast<std::ptrdiff_t>(shown); event != events.end(); ++event) {
        auto line = *event;
        line.details.clear();
        text += as_text(line) + '\n';
    }
    std::set<unsigned> processors;
    for (auto const& problem : trial.problems())
        if (problem.processor) processors.insert(*problem.processor);
    for (auto const number : processors)
        text += fmt::format("processor {}, {}:\n{}", number, name_of(trial.machine().context(number)),
                            trial.machine().details(number));
    return text;
}

} // namespace redoubt::trial
