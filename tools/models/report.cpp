// SPDX-License-Identifier: Apache-2.0
#include "tools/models/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace redoubt::check {
namespace {

std::string heading(Report const& report) {
    std::vector<std::string> sorts;
    for (auto const* sort : report.model->sorts())
        sorts.push_back(sort->name);
    return fmt::format("{} {}: {}; sizes are {}\n", report.model->id(), report.model->name(), report.model->title(),
                       fmt::join(sorts, "/"));
}

std::string property_rows(Report const& report) {
    auto text =
        fmt::format("  {:34} {:5} {:>10}  {:>16}  {:>8}\n", "property", "of a", "conditions", "any size: Z3", "cvc5");
    for (auto const& row : report.properties)
        text += fmt::format("  {:34} {:5} {:>10}  {:>8} {:5.2f} s  {:>8}\n", row.property->name,
                            kind_in_words(row.property->kind), row.conditions, in_words(row.z3), row.z3_seconds,
                            in_words(row.cvc5));
    return text;
}

std::string instance_rows(Report const& report) {
    std::string text;
    for (auto const& row : report.instances)
        text += fmt::format("  {:34} {:10} {:>8} {:6.2f} s  {}{}\n", fmt::format("{} at {}", row.engine, row.sizes), "",
                            row.searched_in_vain() ? "nothing" : in_words(row.answer), row.seconds,
                            row.auxiliary ? "with help; " : "", row.text);
    return text;
}

std::string cover_rows(Report const& report) {
    std::string reached;
    for (auto const& row : report.covers)
        reached += fmt::format("{}{} {}", reached.empty() ? "  reached in steps: " : ", ", row.cover->name,
                               row.trace ? std::to_string(row.trace->labels.size()) : "NOT");
    return reached + "\n";
}

std::string complaints(Report const& report) {
    std::string text;
    for (auto const& complaint : report.complaints())
        text += fmt::format("  WRONG: {}\n", complaint);
    for (auto const& row : report.properties)
        for (auto const& each : row.texts)
            text += fmt::format("  {} can be broken by {}\n", row.property->name, each);
    if (auto const* const broken = report.shortest_breach()) {
        tsl::Interpreter const interpreter(*report.model, report.model->instances()[broken->instance]);
        text += fmt::format("\n  a run that breaks {} ({}):\n{}", broken->breach->property->name,
                            broken->breach->property->text, tsl::as_steps(interpreter, broken->breach->trace));
    }
    return text;
}

std::string summary(std::vector<Report> const& reports) {
    auto const all = totals(reports);
    return fmt::format("{}, {}, {}, {}: {}\n", counted(reports.size(), "model", "models"),
                       counted(all.properties, "property", "properties"),
                       counted(all.conditions, "condition", "conditions"), counted(all.covers, "cover", "covers"),
                       good(reports) ? "all hold, for any number of processors, pages and modules" : "NOT GOOD");
}

nlohmann::json json_of(tsl::Interpreter const& interpreter, tsl::Trace const& trace) {
    auto steps = nlohmann::json::array();
    for (std::size_t i = 0; i < trace.labels.size(); ++i)
        steps.push_back({{"action", interpreter.text(trace.labels[i])},
                         {"from", trace.labels[i].action->parties().from},
                         {"to", trace.labels[i].action->parties().to},
                         {"changes", interpreter.changes(trace.states[i], trace.states[i + 1])}});
    return {{"start", interpreter.rigid_values(trace.states.front())}, {"steps", std::move(steps)}};
}

nlohmann::json json_of(Report const& report) {
    auto properties = nlohmann::json::array();
    for (auto const& row : report.properties)
        properties.push_back({{"name", row.property->name},
                              {"text", row.property->text},
                              {"kind", kind_in_words(row.property->kind)},
                              {"conditions", row.conditions},
                              {"z3", in_words(row.z3)},
                              {"z3_seconds", row.z3_seconds},
                              {"cvc5", in_words(row.cvc5)},
                              {"counterexamples", row.texts}});
    auto instances = nlohmann::json::array();
    for (auto const& row : report.instances) {
        instances.push_back({{"engine", row.engine},
                             {"sizes", row.sizes},
                             {"with_auxiliary", row.auxiliary},
                             {"answer", in_words(row.answer)},
                             {"seconds", row.seconds},
                             {"text", row.text}});
        if (!row.breach) continue;
        tsl::Interpreter const interpreter(*report.model, report.model->instances()[row.instance]);
        instances.back()["breaks"] = row.breach->property->name;
        instances.back()["trace"] = json_of(interpreter, row.breach->trace);
    }
    auto covers = nlohmann::json::array();
    for (auto const& row : report.covers) {
        covers.push_back({{"name", row.cover->name}, {"reached", row.trace.has_value()}, {"seconds", row.seconds}});
        if (row.trace) covers.back()["steps"] = row.trace->labels.size();
    }
    return {{"id", report.model->id()},
            {"name", report.model->name()},
            {"title", report.model->title()},
            {"cvc5_seconds", report.cvc5_seconds},
            {"properties", std::move(properties)},
            {"instances", std::move(instances)},
            {"covers", std::move(covers)},
            {"complaints", report.complaints()}};
}

} // namespace

std::string_view kind_in_words(tsl::PropertyKind kind) {
    switch (kind) {
    case tsl::PropertyKind::Safety: return "state";
    case tsl::PropertyKind::Auxiliary: return "help";
    case tsl::PropertyKind::Step: return "step";
    }
    return "?";
}

Totals totals(std::vector<Report> const& reports) {
    Totals all;
    for (auto const& report : reports) {
        all.properties += report.properties.size();
        all.conditions += report.conditions();
        all.instances += report.instances.size();
        all.covers += report.covers.size();
        for (auto const& cover : report.covers)
            all.reached += cover.trace ? 1 : 0;
        all.complaints += report.complaints().size();
    }
    return all;
}

bool good(std::vector<Report> const& reports) {
    return !reports.empty() && totals(reports).complaints == 0;
}

std::string as_text(std::vector<Report> const& reports) {
    std::string text;
    for (auto const& report : reports)
        text += heading(report) + property_rows(report) + instance_rows(report) + cover_rows(report) +
                complaints(report) + "\n";
    return text + summary(reports);
}

std::string as_json(std::vector<Report> const& reports) {
    auto list = nlohmann::json::array();
    for (auto const& report : reports)
        list.push_back(json_of(report));
    return nlohmann::json{{"version", 1}, {"good", good(reports)}, {"models", std::move(list)}}.dump(1) + "\n";
}

std::string as_markdown(Report const& report, InstanceResult const& broken) {
    tsl::Interpreter const interpreter(*report.model, report.model->instances()[broken.instance]);
    return fmt::format("# {} {}: {} is broken\n\n{}\n\nFound by {} with {}.\n\n```\n{}```\n\n```mermaid\n{}```\n",
                       report.model->id(), report.model->name(), broken.breach->property->name,
                       broken.breach->property->text, broken.engine, named_sizes(report, broken.instance),
                       tsl::as_steps(interpreter, broken.breach->trace),
                       tsl::as_mermaid(interpreter, broken.breach->trace));
}

} // namespace redoubt::check
