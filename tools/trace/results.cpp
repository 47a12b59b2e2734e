// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/results.hpp"

#include "tools/support/junit.hpp"
#include "tools/support/module.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
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

std::vector<Test> list_tests(std::filesystem::path const& build) {
    auto const listing = support::run_captured({.argv = {"ctest", "--show-only=json-v1"}, .directory = build});
    if (!listing.ok()) throw std::runtime_error(fmt::format("ctest cannot list the tests in {}", build.string()));
    auto tests = tests_of_ctest(listing.out);
    auto const report = build / "tests.xml";
    if (std::filesystem::exists(report)) add_verdicts(tests, support::read_file(report));
    return tests;
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
    for (auto const& function : proof.at("functions"))
        for (auto const& goal : function.at("goals"))
            goals.push_back({function.at("c"), goal.at("name"), goal.at("proven")});
    return goals;
}

std::vector<Test> tests_of_ctest(std::string_view text) {
    std::vector<Test> tests;
    auto const listing = json::parse(text);
    for (auto const& entry : listing.at("tests")) {
        Test test{.name = entry.at("name"), .label = label_of(entry), .verdict = Verdict::NotRun, .ids = {}};
        for (auto const& mention : mentions_in(test.name))
            test.ids.push_back(mention.id);
        tests.push_back(std::move(test));
    }
    return tests;
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
    // A module's result is proofs/<module>.json, its maps lie below proofs/<module>/. Other files there, mutants' for one, are not looked at.
    for (auto const& module : support::module_names()) {
        auto const proof = build / "proofs" / (module + ".json");
        if (std::filesystem::exists(proof)) append(results.goals, goals_of_proof(support::read_file(proof)));
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
