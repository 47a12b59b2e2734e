// SPDX-License-Identifier: Apache-2.0
#include "tools/models/check.hpp"

#include "models/tsl/bounded.hpp"
#include "models/tsl/cvc5.hpp"
#include "models/tsl/pdr.hpp"
#include "models/tsl/proof.hpp"
#include "tools/support/parallel.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mutex>

namespace redoubt::check {
namespace {

using tsl::Answer;
using Clock = std::chrono::steady_clock;
using Ask = void (*)(tsl::Model const&, InstanceResult&, tsl::Sizes const&, Setting const&);

constexpr std::chrono::seconds condition_limit{20};
constexpr std::size_t search_depth = 7; // steps; pdr looks at runs of any length
constexpr std::chrono::seconds search_limit{4};
constexpr std::size_t longest_induction = 3;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Answer worse(Answer one, Answer other) {
    if (one == Answer::Refuted || other == Answer::Refuted) return Answer::Refuted;
    return one == Answer::Unknown ? one : other;
}

// One more condition's answer.
void add(Answer& together, std::size_t& conditions, Answer answer) {
    together = conditions == 0 ? answer : worse(together, answer);
    ++conditions;
}

PropertyResult& row_of(Report& report, tsl::Property const* property) {
    return *std::ranges::find(report.properties, property, &PropertyResult::property);
}

void ask_z3(Report& report) {
    for (auto const& finding : tsl::prove(*report.model, condition_limit)) {
        auto& row = row_of(report, finding.property);
        add(row.z3, row.conditions, finding.answer);
        row.z3_seconds += finding.seconds;
        if (finding.answer != Answer::Proven)
            row.texts.push_back(fmt::format(
                "{}: {}", finding.action == nullptr ? "at the start" : finding.action->name(), finding.text));
    }
}

void ask_cvc5(Report& report) {
    auto const start = Clock::now();
    for (auto const& verdict : tsl::verdicts(*report.model, tsl::cvc5(condition_limit), 1)) {
        auto& row = row_of(report, verdict.property);
        add(row.cvc5, row.cvc5_conditions, verdict.answer);
        row.cvc5_unproven += verdict.answer == Answer::Proven ? 0 : 1;
    }
    report.cvc5_seconds = since(start);
}

void induce(tsl::Model const& model, InstanceResult& result, tsl::Sizes const& sizes, Setting const& setting) {
    auto const found = tsl::induction(model, sizes, model.all_properties(), {longest_induction, setting.limit});
    result.answer = found.answer;
    result.text = fmt::format("k = {}", found.k);
    result.breach = found.breach;
}

void search(tsl::Model const& model, InstanceResult& result, tsl::Sizes const& sizes, Setting const& setting) {
    auto found =
        tsl::search(model, sizes, model.required_properties(), {search_depth, std::min(setting.limit, search_limit)});
    result.answer = found.breach ? Answer::Refuted : Answer::Unknown;
    result.text = fmt::format("{} in {} steps", found.breach ? "something" : "nothing", found.steps);
    result.breach = std::move(found.breach);
}

void ask_pdr(tsl::Model const& model, InstanceResult& result, tsl::Sizes const& sizes, Setting const& setting) {
    tsl::Interpreter const interpreter(model, sizes);
    auto const found = tsl::Pdr(interpreter, {.limit = setting.limit}).check();
    result.answer = found.answer;
    result.text = found.reason;
    result.breach = found.breach;
}

void look_for_covers(Report& report, Setting const& setting) {
    for (std::size_t i = 0; i < report.model->instances().size(); ++i) {
        tsl::Interpreter const interpreter(*report.model, report.model->instances()[i]);
        tsl::Pdr pdr(interpreter, {.limit = setting.limit});
        for (auto& row : report.covers) {
            if (row.trace) continue;
            auto const start = Clock::now();
            row.trace = pdr.reaches(*row.cover).trace;
            row.instance = i;
            row.seconds += since(start);
        }
    }
}

struct Task {
    std::string what;
    std::function<void()> work;
    bool long_one = false; // to begin with
};

void add_instance(Report& report, std::vector<Task>& tasks, Setting const& setting, std::string const& engine,
                  std::size_t instance, bool auxiliary, Ask ask) {
    auto const& sizes = report.model->instances()[instance];
    report.instances.push_back({engine, instance, sizes_in_words(*report.model, sizes), auxiliary});
    auto const place = report.instances.size() - 1;
    auto const work = [&report, &sizes, &setting, place, ask] {
        auto& result = report.instances[place];
        auto const start = Clock::now();
        ask(*report.model, result, sizes, setting);
        result.seconds = since(start);
    };
    tasks.push_back(
        {fmt::format("{}, {}", engine, report.instances.back().sizes), work, ask == ask_pdr && instance > 0});
}

std::vector<Task> tasks_of(Report& report, Setting const& setting) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < report.model->instances().size(); ++i)
        add_instance(report, tasks, setting, "pdr", i, false, ask_pdr);
    add_instance(report, tasks, setting, "induction", 0, true, induce);
    add_instance(report, tasks, setting, "search", 0, false, search);
    tasks.push_back({"any size, Z3", [&report] { ask_z3(report); }});
    tasks.push_back({"any size, cvc5", [&report] { ask_cvc5(report); }});
    tasks.push_back({"covers", [&report, &setting] { look_for_covers(report, setting); }});
    return tasks;
}

Report empty_report(ModelPointer const& model) {
    Report report{.model = model};
    for (auto const& property : model->properties())
        report.properties.push_back({.property = &property});
    for (auto const& cover : model->covers())
        report.covers.push_back({.cover = &cover});
    return report;
}

} // namespace

bool PropertyResult::proven() const {
    return conditions > 0 && cvc5_conditions == conditions && z3 == Answer::Proven && cvc5 == Answer::Proven;
}

bool InstanceResult::searched_in_vain() const {
    return engine == "search" && answer == Answer::Unknown;
}

std::size_t Report::conditions() const {
    std::size_t sum = 0;
    for (auto const& row : properties)
        sum += row.conditions;
    return sum;
}

InstanceResult const* Report::shortest_breach(tsl::Property const* of) const {
    InstanceResult const* shortest = nullptr;
    for (auto const& row : instances) {
        if (!row.breach || (of != nullptr && row.breach->property != of)) continue;
        auto const shorter =
            shortest == nullptr || row.breach->trace.labels.size() < shortest->breach->trace.labels.size();
        if (shorter) shortest = &row;
    }
    return shortest;
}

std::vector<std::string> Report::complaints() const {
    std::vector<std::string> all;
    for (auto const& row : properties) {
        auto const complain = [&](std::string_view what, std::size_t count, std::size_t of) {
            all.push_back(fmt::format("{}: {} {} of {}", row.property->name, what, count,
                                      counted(of, "condition", "conditions")));
        };
        if (row.conditions == 0) all.push_back(fmt::format("{}: no condition", row.property->name));
        if (row.conditions > 0 && row.z3 != Answer::Proven)
            complain("Z3 has not proven", row.texts.size(), row.conditions);
        if (row.cvc5_conditions != row.conditions) complain("cvc5 has answered", row.cvc5_conditions, row.conditions);
        if (row.cvc5_conditions > 0 && row.cvc5 != Answer::Proven)
            complain("cvc5 has not proven", row.cvc5_unproven, row.cvc5_conditions);
    }
    for (auto const& row : instances)
        if (row.answer == Answer::Refuted)
            all.push_back(fmt::format("{} with {}: refuted", row.engine, named_sizes(*this, row.instance)));
    for (auto const& row : covers)
        if (!row.trace) all.push_back(fmt::format("{}: not reached", row.cover->name));
    return all;
}

std::vector<Report> check(std::vector<ModelPointer> const& models, Setting const& setting, Progress const& progress) {
    std::vector<Report> reports;
    for (auto const& model : models)
        reports.push_back(empty_report(model));
    std::vector<Task> tasks;
    for (auto& report : reports)
        for (auto& task : tasks_of(report, setting)) {
            task.what = fmt::format("{} {}: {}", report.model->id(), report.model->name(), task.what);
            tasks.push_back(std::move(task));
        }
    std::ranges::partition(tasks, &Task::long_one);
    std::mutex guard;
    support::for_each_index(tasks.size(), setting.jobs, [&](std::size_t i) {
        auto const start = Clock::now();
        tasks[i].work();
        std::lock_guard const lock(guard);
        progress(fmt::format("{} ({:.1f} s)", tasks[i].what, since(start)));
    });
    return reports;
}

std::string sizes_in_words(tsl::Model const& model, tsl::Sizes const& sizes) {
    std::vector<std::string> parts;
    for (auto const* sort : model.sorts())
        parts.push_back(std::to_string(sizes.at(sort)));
    return fmt::format("{}", fmt::join(parts, "/"));
}

std::string named_sizes(Report const& report, std::size_t instance) {
    std::vector<std::string> parts;
    for (auto const* sort : report.model->sorts())
        parts.push_back(fmt::format("{} {}", report.model->instances()[instance].at(sort), sort->name));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string in_words(Answer answer) {
    switch (answer) {
    case Answer::Proven: return "proven";
    case Answer::Refuted: return "REFUTED";
    case Answer::Unknown: return "open";
    }
    return "?";
}

std::string counted(std::size_t number, std::string_view one, std::string_view more) {
    return fmt::format("{} {}", number, number == 1 ? one : more);
}

} // namespace redoubt::check
