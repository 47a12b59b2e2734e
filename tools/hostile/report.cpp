// SPDX-License-Identifier: Apache-2.0
#include "tools/hostile/report.hpp"

#include "machine/trace/grouped.hpp"
#include "machine/trace/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::hostile {
namespace {

using machine::grouped;
using machine::Table;
using Json = nlohmann::ordered_json;

double speed(Result const& result) {
    return result.seconds == 0 ? 0 : static_cast<double>(result.totals.steps) / result.seconds;
}

Table steps(Totals const& totals) {
    Table table{.title = "steps of the OS", .columns = {"count"}, .rows = {}};
    for (unsigned kind = 0; kind < kKinds; ++kind)
        table.rows.push_back({std::string(name_of(static_cast<Kind>(kind))), grouped(totals.kinds.at(kind))});
    return table;
}

Table attacks(Totals const& totals) {
    Table table{.title = "attacks of the handler", .columns = {"count"}, .rows = {}};
    for (unsigned attack = 0; attack < kHandlerAttacks; ++attack)
        table.rows.push_back(
            {std::string(name_of(static_cast<HandlerAttack>(attack))), grouped(totals.attacks.at(attack))});
    return table;
}

Table outcomes(Totals const& totals) {
    auto const& counts = totals.counts;
    return {.title = "what came of it",
            .columns = {"count"},
            .rows = {{"SMIs", grouped(counts.smis)},
                     {"calls of the OS answered", grouped(counts.calls)},
                     {"calls of the handler answered", grouped(counts.handler_calls)},
                     {"exits of the handler", grouped(counts.handler_exits)},
                     {"most instructions for an exit", grouped(counts.most_instructions)},
                     {"machines started", grouped(totals.worlds)},
                     {"stopped by the monitor", grouped(totals.stopped)},
                     {"of these: a VMCS of the OS was overwritten", grouped(totals.overwritten)},
                     {"ended by their own software", grouped(totals.lost)}}};
}

Json as_object(Violation const& violation) {
    auto findings = Json::array();
    for (auto const& finding : violation.findings)
        findings.push_back({{"promise", std::string(name_of(finding.promise))},
                            {"processor", finding.processor ? Json(*finding.processor) : Json()},
                            {"text", finding.text}});
    return {{"seed", violation.seed}, {"step", violation.step}, {"findings", findings}, {"steps", violation.steps}};
}

template <std::size_t size, typename Kinds>
Json by_name(std::array<uint64_t, size> const& counts, Kinds kind) {
    Json object = Json::object();
    for (unsigned i = 0; i < size; ++i)
        object[std::string(name_of(kind(i)))] = counts.at(i);
    return object;
}

} // namespace

std::string as_text(Result const& result) {
    auto const& totals = result.totals;
    std::string seeds;
    for (auto const seed : result.seeds)
        seeds += fmt::format("{}{}", seeds.empty() ? "" : ", ", seed);
    return machine::as_text(std::vector{steps(totals), attacks(totals), outcomes(totals)}) +
           fmt::format(
               "\n{} hostile steps on {} processors, seed{} {}: {}\n{} instructions in {:.2f} s, {} steps a second\n",
               grouped(totals.steps), result.processors, result.seeds.size() == 1 ? "" : "s", seeds,
               result.violation ? "a promise is broken" : "0 violations", grouped(totals.instructions), result.seconds,
               grouped(static_cast<uint64_t>(speed(result))));
}

std::string as_json(Result const& result) {
    auto const& totals = result.totals;
    auto const& counts = totals.counts;
    Json statuses = Json::object();
    for (auto const& [status, count] : counts.statuses)
        statuses[fmt::format("{:#010x}", status)] = count;
    Json const whole{
        {"version", 1},
        {"good", !result.violation.has_value()},
        {"seeds", result.seeds},
        {"processors", result.processors},
        {"steps", totals.steps},
        {"instructions", totals.instructions},
        {"seconds", result.seconds},
        {"steps_a_second", speed(result)},
        {"os_steps", by_name(totals.kinds, [](unsigned i) { return static_cast<Kind>(i); })},
        {"handler_attacks", by_name(totals.attacks, [](unsigned i) { return static_cast<HandlerAttack>(i); })},
        {"smis", counts.smis},
        {"calls", counts.calls},
        {"handler_calls", counts.handler_calls},
        {"handler_exits", counts.handler_exits},
        {"most_instructions_for_an_exit", counts.most_instructions},
        {"statuses", statuses},
        {"machines", totals.worlds},
        {"stopped_by_the_monitor", totals.stopped},
        {"stopped_for_an_overwritten_vmcs", totals.overwritten},
        {"ended_by_their_software", totals.lost},
        {"violation", result.violation ? as_object(*result.violation) : Json()}};
    return whole.dump(2) + "\n";
}

std::string as_text(Violation const& violation) {
    std::string text = "the last steps:\n";
    for (auto const& step : violation.steps)
        text += "  " + step + '\n';
    text += violation.evidence;
    for (auto const& finding : violation.findings) {
        auto const who = finding.processor ? fmt::format("processor {}: ", *finding.processor) : std::string();
        text += fmt::format("redoubt hostile: {} is broken: {}{}\n", name_of(finding.promise), who, finding.text);
    }
    return text + fmt::format("redoubt hostile: seed {}, step {}; again by --seed {} --replay {}\n", violation.seed,
                              violation.step, violation.seed, violation.step);
}

} // namespace redoubt::hostile
