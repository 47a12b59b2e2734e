// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/prove.hpp"

#include "proofs/prove/baseline.hpp"
#include "proofs/prove/bits.hpp"
#include "proofs/prove/cache.hpp"
#include "proofs/prove/error.hpp"
#include "proofs/prove/futile.hpp"
#include "proofs/prove/survey.hpp"
#include "tools/support/parallel.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace redoubt::prove {
namespace {

namespace fs = std::filesystem;

struct Task {
    support::Module module;
    std::string source;
};

// The module itself and everything it depends on, each once.
void collect_modules(support::Module const& module, std::set<std::string>& seen, std::vector<support::Module>& found) {
    if (!seen.insert(module.name).second) return;
    found.push_back(module);
    for (auto const& other : module.depends)
        collect_modules(support::read_module(other), seen, found);
}

std::vector<Task> tasks_of(std::vector<support::Module> const& modules) {
    std::vector<support::Module> all;
    std::set<std::string> seen;
    for (auto const& module : modules)
        collect_modules(module, seen, all);
    std::vector<Task> tasks;
    for (auto const& module : all)
        for (auto const& source : module.sources)
            tasks.push_back({module, source});
    return tasks;
}

// A long source that starts last keeps all processors but one waiting.
void longest_first(std::vector<Task>& tasks) {
    std::ranges::sort(tasks, std::greater(), [](Task const& task) {
        auto const path = task.module.root / task.source;
        return fs::exists(path) ? fs::file_size(path) : 0;
    });
}

void say(Setting const& setting, std::string_view unit, std::string_view news) {
    if (setting.progress) setting.progress(unit, news);
}

FramaCRequest request_for(Setting const& setting, Lowered const& lowered, fs::path const& work_dir) {
    return {.lowered_c = lowered.c,
            .work_dir = work_dir,
            .proof_cache = goal_cache(setting),
            .told = setting.use_cache && !setting.futile.empty(),
            .all_provers = setting.all_provers,
            .limits = setting.limits};
}

Unit prove_source(Setting const& setting, Toolchain const& toolchain, Task const& task) {
    auto const work_dir = setting.work_dir / task.module.name /
                          fs::path(task.source).lexically_relative(task.module.folder).replace_extension();
    say(setting, task.source, "lowering");
    auto const lowered = lower(task.module, task.source, work_dir);
    if (!lowered.findings.empty())
        return {.module = task.module.name, .source = task.source, .findings = lowered.findings};
    say(setting, task.source, "comparing the C++ with the lowered C");
    auto equality = check_equality(task.module, task.source, lowered, work_dir);
    auto unit = prove_lowered(setting, toolchain, task.module.name, lowered, work_dir);
    unit.equality = std::move(equality.summary);
    if (setting.learn) {
        say(setting, task.source, "listing the tasks of the provers");
        unit.tasks = survey_of_slow(toolchain, request_for(setting, lowered, work_dir), unit.record.goals);
    }
    unit.findings.insert(unit.findings.begin(), equality.findings.begin(), equality.findings.end());
    return unit;
}

// Only one function: the rest of the unit is not expected in the reports.
void restrict_to(UnitMap& map, std::string const& function) {
    if (function.empty()) return;
    for (auto& entry : map.functions)
        if (entry.c != function && entry.name != function) entry.defined = false;
}

void restrict_to(Record& record, std::string const& c_function) {
    if (c_function.empty()) return;
    std::erase_if(record.properties, [&](auto const& property) { return property.function != c_function; });
}

// Module and source, and what was found there.
using Units = std::map<std::pair<std::string, std::string>, Unit>;

Units prove_sources(Setting const& setting, Toolchain const& toolchain, std::vector<Task> const& tasks) {
    Units units;
    std::mutex guard;
    support::for_each_index(tasks.size(), std::max(1U, setting.jobs), [&](std::size_t i) {
        auto unit = prove_source(setting, toolchain, tasks[i]);
        std::lock_guard const lock(guard);
        auto const how = unit.record.cached ? "cached" : fmt::format("done, {:.1f} s", unit.record.seconds);
        units.emplace(std::pair(tasks[i].module.name, tasks[i].source), std::move(unit));
        say(setting, tasks[i].source, fmt::format("{} ({} of {} sources)", how, units.size(), tasks.size()));
    });
    return units;
}

std::string c_name(UnitMap const& map, std::string const& function) {
    for (auto const& entry : map.functions)
        if (entry.defined && (entry.c == function || entry.name == function)) return entry.c;
    return {};
}

ModuleResult judge_module(Setting const& setting, Prepared const& prepared, std::vector<LedgerEntry> const& ledger,
                          support::Module const& module, Units const& units) {
    ModuleResult result{
        .name = module.name, .only = setting.function, .findings = prepared.findings, .bit_facts = prepared.bit_facts};
    for (auto const& task : tasks_of({module})) {
        auto const& unit = units.at({task.module.name, task.source});
        result.units.push_back(unit);
        result.findings.insert(result.findings.end(), unit.findings.begin(), unit.findings.end());
        if (task.module.name == module.name) result.seconds += unit.record.seconds;
    }
    if (!setting.function.empty() && std::ranges::all_of(result.units, [](auto const& unit) {
            return unit.record.goals.empty() && unit.findings.empty();
        }))
        throw CannotRun(fmt::format("module {} defines no function {}", module.name, setting.function));
    bool const lowered =
        std::ranges::none_of(result.findings, [](auto const& f) { return f.reason == reason::lowering; });
    if (setting.function.empty() && lowered) { // half a module would leave half of its callees unproven
        auto together = judge_together(result.units, ledger, {module.folder.string()});
        result.findings.insert(result.findings.end(), together.begin(), together.end());
        for (auto const& unit : result.units)
            if (unit.module == module.name)
                for (auto& assumption : assumptions_of(unit))
                    result.assumptions.push_back(std::move(assumption));
        result.functions = count_functions(result.units, module.name);
        result.baseline = baseline_of(support::read_file(setting.baseline), module.name);
        if (auto finding = judge_count(module.name, result.functions, result.baseline))
            result.findings.push_back(*finding);
    }
    return result;
}

} // namespace

fs::path goal_cache(Setting const& setting) {
    return setting.use_cache ? setting.work_dir / "cache" / "goals" : fs::path();
}

Prepared prepare(Setting const& setting) {
    auto const tools = setting.work_dir / "tools";
    Prepared prepared{find_toolchain(tools)};
    if (setting.use_cache && !setting.futile.empty())
        tell_futile(parse_futile(support::read_file(setting.futile)), prepared.toolchain, goal_cache(setting));
    if (setting.bit_facts.empty()) return prepared;
    auto const facts = parse_bit_facts(support::read_file(setting.bit_facts));
    auto const z3 = std::ranges::find(prepared.toolchain.provers, "z3", &Prover::name);
    if (z3 == prepared.toolchain.provers.end())
        throw CannotRun("z3 is not installed: nothing else checks the facts about bit operators");
    for (auto const& name : unconfirmed(facts, *z3, tools / "bits"))
        prepared.findings.push_back(
            {reason::bits, setting.bit_facts.filename(), fmt::format("Z3 does not confirm {}", name)});
    prepared.toolchain.bits_driver = write_bits_driver(facts, tools);
    prepared.bit_facts = static_cast<unsigned>(facts.size());
    return prepared;
}

Unit prove_lowered(Setting const& setting, Toolchain const& toolchain, std::string const& module,
                   Lowered const& lowered, fs::path const& work_dir) {
    Unit unit{.module = module, .map = parse_map(support::read_file(lowered.map))};
    unit.source = unit.map.source;
    auto request = request_for(setting, lowered, work_dir);
    if (!setting.function.empty()) {
        request.function = c_name(unit.map, setting.function);
        restrict_to(unit.map, setting.function);
        if (request.function.empty()) return unit;
    }
    request.behaviors = std::ranges::any_of(unit.map.functions, [](auto const& function) {
        return function.defined && function.contract_text.find("assumes") != std::string::npos;
    });
    auto const results = setting.work_dir / "cache" / "units";
    auto const key = cache_key(toolchain, request);
    if (setting.use_cache)
        if (auto record = find_record(results, key)) {
            unit.record = std::move(*record);
            unit.findings = judge_unit(unit.map, unit.record);
            if (unit.findings.empty()) return unit;
        }
    unsigned goals = 0;
    request.watch = [&](std::string_view line) {
        if (parse_goal_line(line)) say(setting, unit.source, fmt::format("{} goals", ++goals));
        return true;
    };
    if (!request.proof_cache.empty()) fs::create_directories(request.proof_cache);
    unit.record = make_record(run_frama_c(toolchain, request));
    restrict_to(unit.record, request.function); // what its callees require of others is open
    unit.findings = judge_unit(unit.map, unit.record);
    if (unit.findings.empty()) keep_record(results, key, unit.record);
    return unit;
}

std::vector<ModuleResult> prove_modules(Setting const& setting, Prepared const& prepared,
                                        std::vector<support::Module> const& modules) {
    auto const started = std::chrono::system_clock::now();
    auto const ledger = parse_ledger(support::read_file(setting.ledger));
    auto tasks = tasks_of(modules);
    longest_first(tasks);
    auto const units = prove_sources(setting, prepared.toolchain, tasks);
    std::vector<ModuleResult> results;
    for (auto const& module : modules) {
        results.push_back(judge_module(setting, prepared, ledger, module, units));
        results.back().started = started;
    }
    return results;
}

} // namespace redoubt::prove
