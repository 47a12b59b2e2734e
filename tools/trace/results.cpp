// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/results.hpp"

#include "tools/support/junit.hpp"
#include "tools/support/module.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/core.h>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace redoubt::trace {
namespace {

using nlohmann::json;

std::string label_of(json const& test) {
    for (auto const& property : test.value("properties", json::array()))
        if (property.value("name", "") == "LABELS" && !property["value"].empty()) return property["value"][0];
    return {};
}

template <typename T>
void append(std::vector<T>& to, std::vector<T> from) {
    std::ranges::move(from, std::back_inserter(to));
}

bool is_younger(std::filesystem::path const& file, std::filesystem::file_time_type time) {
    return !std::filesystem::exists(file) || std::filesystem::last_write_time(file) > time;
}

std::vector<Test> list_tests(std::filesystem::path const& build) {
    auto const listing = support::run_captured({.argv = {"ctest", "--show-only=json-v1"}, .directory = build});
    if (!listing.ok()) throw std::runtime_error(fmt::format("ctest cannot list the tests in {}", build.string()));
    auto tests = tests_of_ctest(listing.out);
    auto const report = build / "tests.xml";
    if (!std::filesystem::exists(report)) return tests;
    add_verdicts(tests, support::read_file(report));
    for (auto& test : tests) // a program that was built since may say otherwise
        if (std::filesystem::exists(test.program) && is_younger(test.program, std::filesystem::last_write_time(report)))
            test.verdict = Verdict::NotRun;
    return tests;
}

// Models are part of the command: one that was built since may hold others.
void add_models(Results& results, std::filesystem::path const& build) {
    auto const folder = build / "models" / "results";
    if (!std::filesystem::is_directory(folder)) return;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        if (!is_younger(build / "bin" / "redoubt", entry.last_write_time()))
            append(results.properties, properties_of_models(support::read_file(entry.path())));
        else
            results.notes.push_back(fmt::format("model {} may have changed since it was checked: ./redoubt models",
                                                entry.path().stem().string()));
    }
    std::ranges::sort(results.properties, {}, [](auto const& each) { return std::pair(each.model, each.name); });
}

// The first file of the module, or of one that it depends on, that is younger than the proof; empty: none.
std::string changed_since(std::filesystem::file_time_type start, support::Module const& module) {
    for (auto const* const list : {&module.sources, &module.headers})
        for (auto const& file : *list)
            if (is_younger(module.root / file, start)) return file;
    for (auto const& other : module.depends)
        if (auto const file = changed_since(start, support::read_module(other)); !file.empty()) return file;
    return {};
}

void add_proof(Results& results, std::string const& module, std::filesystem::path const& proof) {
    if (!std::filesystem::exists(proof)) return;
    auto const text = support::read_file(proof);
    auto const changed = changed_since(start_of_proof(text), support::read_module(module));
    if (changed.empty()) return append(results.goals, goals_of_proof(text));
    results.notes.push_back(fmt::format("{} has changed since module {} was proven: ./redoubt prove", changed, module));
}

} // namespace

std::vector<Annotation> annotations_of_map(std::string_view text) {
    auto const map = json::parse(text);
    std::map<std::string, std::string> names{{"", ""}};
    for (auto const& function : map.at("functions"))
        names[function.at("c")] = function.at("name");
    std::vector<Annotation> annotations;
    for (auto const& entry : map.at("annotations")) {
        std::string const function = entry.at("function");
        annotations.push_back({{entry.at("file"), entry.at("line")}, function, names[function]});
    }
    return annotations;
}

std::vector<Goal> goals_of_proof(std::string_view text) {
    std::vector<Goal> goals;
    auto const proof = json::parse(text);
    bool const sound =
        std::ranges::all_of(proof.at("findings"), [](json const& f) { return f.at("reason") == "goal"; });
    for (auto const& function : proof.at("functions"))
        for (auto const& goal : function.at("goals"))
            goals.push_back({function.at("c"), goal.at("name"), sound && goal.at("proven")});
    return goals;
}

std::filesystem::file_time_type start_of_proof(std::string_view text) {
    std::chrono::sys_time<std::chrono::nanoseconds> const start{
        std::chrono::nanoseconds(json::parse(text).value("started", std::int64_t{0}))};
    return std::chrono::time_point_cast<std::filesystem::file_time_type::duration>(
        std::chrono::file_clock::from_sys(start));
}

std::vector<Test> tests_of_ctest(std::string_view text) {
    std::vector<Test> tests;
    auto const listing = json::parse(text);
    for (auto const& entry : listing.at("tests")) {
        Test test{.name = entry.at("name"), .label = label_of(entry), .verdict = Verdict::NotRun, .ids = {}};
        if (auto const command = entry.value("command", json::array()); !command.empty())
            test.program = command.front().get<std::string>();
        for (auto const& mention : mentions_in(test.name))
            test.ids.push_back(mention.id);
        tests.push_back(std::move(test));
    }
    return tests;
}

std::vector<ModelProperty> properties_of_models(std::string_view text) {
    std::vector<ModelProperty> properties;
    auto const report = json::parse(text);
    for (auto const& model : report.at("models")) {
        bool const sound = model.at("complaints").empty();
        for (auto const& entry : model.at("properties")) {
            auto const proven = sound && entry.at("z3") == "proven" && entry.at("cvc5") == "proven";
            ModelProperty property{model.at("id"), entry.at("name"), entry.at("text"), {}, proven};
            for (auto const& mention : mentions_in(property.text))
                property.ids.push_back(mention.id);
            properties.push_back(std::move(property));
        }
    }
    return properties;
}

void add_verdicts(std::vector<Test>& tests, std::string_view junit) {
    std::map<std::string, bool> passed;
    for (auto const& result : support::read_junit(junit))
        passed[result.name] = result.passed;
    for (auto& test : tests) {
        auto const found = passed.find(test.name);
        if (found != passed.end()) test.verdict = found->second ? Verdict::Passed : Verdict::Failed;
    }
}

Results read_results(std::filesystem::path const& build) {
    Results results;
    results.tests = list_tests(build);
    add_models(results, build);
    // A module's result is proofs/<module>.json, its maps lie below proofs/<module>/. Other files there, mutants' for one, are not looked at.
    for (auto const& module : support::module_names()) {
        add_proof(results, module, build / "proofs" / (module + ".json"));
        auto const units = build / "proofs" / module;
        if (!std::filesystem::is_directory(units)) continue;
        for (auto const& entry : std::filesystem::recursive_directory_iterator(units))
            if (entry.path().filename() == "map.json")
                append(results.annotations, annotations_of_map(support::read_file(entry.path())));
    }
    return results;
}

Annotation const* annotation_of(Clause const& clause, std::vector<Annotation> const& annotations) {
    Annotation const* nearest = nullptr;
    for (auto const& annotation : annotations) {
        if (annotation.place.file != clause.place.file || annotation.place.line > clause.place.line) continue;
        if (nearest == nullptr || annotation.place.line > nearest->place.line) nearest = &annotation;
    }
    return nearest;
}

} // namespace redoubt::trace
