// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/record.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <set>

namespace redoubt::prove {
namespace {

using nlohmann::json;

// The log names goals finer than the report's properties (…_preserved, …_part2), and only the log knows times: the
// property with the longest name that the goal's begins with gets them.
void add_times(std::vector<Goal>& goals, Log const& log) {
    for (auto const& line : log.goals) {
        Goal* best = nullptr;
        for (auto& goal : goals)
            if (line.name.starts_with(goal.name) && (best == nullptr || goal.name.size() > best->name.size()))
                best = &goal;
        // A call's precondition is f_call_g_requires in the log and g_requires, under f, in the report.
        if (best == nullptr || line.name.find("_call_") != std::string::npos)
            for (auto& goal : goals)
                if (!goal.function.empty() && line.name.starts_with(goal.function + "_call_" + goal.name)) best = &goal;
        if (best != nullptr) best->seconds += line.seconds;
    }
}

// Each warning once: every stage repeats them.
std::vector<Warning> distinct(std::vector<Warning> const& warnings) {
    std::set<std::pair<std::string, std::string>> seen;
    std::vector<Warning> result;
    for (auto const& warning : warnings)
        if (seen.emplace(warning.place, warning.text).second) result.push_back(warning);
    return result;
}

} // namespace

Record make_record(FramaCRun const& run) {
    auto const log = parse_log(run.output);
    Record record;
    record.status = run.status;
    record.timed_out = run.timed_out;
    record.seconds = run.seconds;
    record.errors = log.errors;
    record.warnings = distinct(log.warnings);
    record.properties = parse_report(run.output);
    if (!run.goals_json.empty()) record.goals = parse_goals(run.goals_json);
    add_times(record.goals, log);
    record.complete =
        run.status == 0 && !run.timed_out && !run.stopped && !record.properties.empty() && !run.goals_json.empty();
    return record;
}

std::string to_json(Record const& record) {
    json goals = json::array();
    for (auto const& goal : record.goals)
        goals.push_back({{"in", goal.function},
                         {"name", goal.name},
                         {"smoke", goal.smoke},
                         {"total", goal.total},
                         {"valid", goal.valid},
                         {"provers", goal.provers},
                         {"seconds", goal.seconds}});
    json properties = json::array();
    for (auto const& property : record.properties)
        properties.push_back({property.function, property.title, property.status});
    json warnings = json::array();
    for (auto const& warning : record.warnings)
        warnings.push_back({warning.place, warning.text});
    return json{{"record", 1},
                {"goals", goals},
                {"properties", properties},
                {"warnings", warnings},
                {"seconds", record.seconds}}
        .dump(1);
}

// Only complete records without errors are kept, so these fields need no place in the file.
std::optional<Record> record_of_json(std::string_view text) {
    try {
        auto const whole = json::parse(text);
        Record record;
        if (whole.at("record") != 1) return std::nullopt;
        for (auto const& entry : whole.at("goals"))
            record.goals.push_back({entry.at("in"), entry.at("name"), entry.at("smoke"), entry.at("total"),
                                    entry.at("valid"), entry.at("provers"), entry.at("seconds")});
        for (auto const& entry : whole.at("properties"))
            record.properties.push_back({entry.at(0), entry.at(1), entry.at(2)});
        for (auto const& entry : whole.at("warnings"))
            record.warnings.push_back({entry.at(0), entry.at(1)});
        whole.at("seconds").get_to(record.seconds);
        record.complete = true;
        record.cached = true;
        return record;
    } catch (json::exception const&) {
        return std::nullopt;
    }
}

} // namespace redoubt::prove
