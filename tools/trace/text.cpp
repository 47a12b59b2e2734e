// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/matrix.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace redoubt::trace {
namespace {

constexpr std::size_t width = 120;

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::NotRun: return "not run";
    case Verdict::Passed: return "passed";
    case Verdict::Failed: return "FAILED";
    }
    return "";
}

std::string proof_of(ClauseRow const& clause) {
    if (clause.is_for_callers()) return "for callers";
    if (clause.goals == 0) return "no proof run";
    return fmt::format("{}/{} goals proven", clause.proven, clause.goals);
}

std::string place_of(ClauseRow const& row) {
    auto const place = fmt::format("{}:{}", row.clause.place.file, row.clause.place.line);
    return row.function.empty() ? place : fmt::format("{}, {}", row.function, place);
}

// One line; a sentence that does not fit is cut, the whole of it stands in spec/requirements.md.
std::string shortened(std::string const& text, std::size_t room) {
    if (text.size() <= room) return text;
    auto const space = text.rfind(' ', room - 3);
    return text.substr(0, space == std::string::npos ? room - 3 : space) + " …";
}

std::string row_text(Row const& row) {
    auto text = fmt::format("  {:<12} {:<9}  {}\n", row.requirement.id, name_of(row.standing),
                            shortened(row.requirement.text, width - 25));
    for (auto const& clause : row.clauses)
        text += fmt::format("  {:<24}{} {}: {} ({})\n", "", clause.clause.kind, clause.clause.name, proof_of(clause),
                            place_of(clause));
    for (auto const& property : row.properties)
        text += fmt::format("  {:<24}model {} {}: {}\n", "", property.model, property.name,
                            property.proven ? "proven for any size" : "NOT PROVEN");
    for (auto const& test : row.tests)
        text += fmt::format("  {:<24}test {}: \"{}\"\n", "", name_of(test.verdict), test.name);
    if (!row.requirement.breach.empty()) text += fmt::format("  {:<24}a breach: {}\n", "", row.requirement.breach);
    return text;
}

std::string weakness_text(Weakness const& weakness) {
    auto const mark = weakness.reproduced ? weakness.id + " [R]" : weakness.id;
    auto text =
        fmt::format("  {:<12} {:<15}  {}\n", mark, name_of(weakness.excluded), shortened(weakness.why, width - 31));
    for (auto const& [file, name] : weakness.shown.clauses)
        text += fmt::format("  {:<24}{} ({})\n", "", name, file);
    for (auto const& test : weakness.shown.tests)
        text += fmt::format("  {:<24}test \"{}\"\n", "", test);
    return text;
}

} // namespace

std::string as_text(Matrix const& matrix) {
    std::string text;
    std::string_view shown;
    for (auto const& row : matrix.rows) {
        auto const area = area_of(row.requirement.id);
        for (auto const& known : matrix.areas)
            if (known.name == area && shown != known.name) {
                text += fmt::format("{}{}: {}\n", text.empty() ? "" : "\n", known.name, known.title);
                shown = known.name;
            }
        text += row_text(row);
    }
    if (!matrix.weaknesses.empty()) text += "\nWeaknesses of earlier monitors\n";
    for (auto const& weakness : matrix.weaknesses)
        text += weakness_text(weakness);
    return text;
}

std::string as_json(Matrix const& matrix) {
    using Json = nlohmann::ordered_json;
    auto rows = Json::array();
    for (auto const& row : matrix.rows) {
        auto clauses = Json::array();
        for (auto const& clause : row.clauses)
            clauses.push_back(Json{{"name", clause.clause.name},
                                   {"kind", clause.clause.kind},
                                   {"function", clause.function},
                                   {"file", clause.clause.place.file},
                                   {"line", clause.clause.place.line},
                                   {"goals", clause.goals},
                                   {"proven", clause.proven}});
        auto properties = Json::array();
        for (auto const& property : row.properties)
            properties.push_back(Json{{"model", property.model},
                                      {"name", property.name},
                                      {"text", property.text},
                                      {"proven", property.proven}});
        auto tests = Json::array();
        for (auto const& test : row.tests)
            tests.push_back(Json{{"name", test.name}, {"label", test.label}, {"verdict", name_of(test.verdict)}});
        rows.push_back(Json{{"id", row.requirement.id},
                            {"text", row.requirement.text},
                            {"source", row.requirement.source},
                            {"kept_by", row.requirement.kept_by},
                            {"breach", row.requirement.breach},
                            {"standing", name_of(row.standing)},
                            {"clauses", clauses},
                            {"properties", properties},
                            {"tests", tests}});
    }
    auto weaknesses = Json::array();
    for (auto const& weakness : matrix.weaknesses) {
        auto clauses = Json::array();
        for (auto const& [file, name] : weakness.shown.clauses)
            clauses.push_back(Json{{"name", name}, {"file", file}});
        weaknesses.push_back(Json{{"id", weakness.id},
                                  {"reproduced", weakness.reproduced},
                                  {"excluded", name_of(weakness.excluded)},
                                  {"why", weakness.why},
                                  {"clauses", clauses},
                                  {"tests", weakness.shown.tests}});
    }
    return Json{{"version", 1}, {"requirements", rows}, {"weaknesses", weaknesses}, {"errors", matrix.errors}}.dump(2) +
           "\n";
}

} // namespace redoubt::trace
