// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/matrix.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <iterator>
#include <map>
#include <set>

namespace redoubt::trace {
namespace {

bool is_name_char(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a goal is about the clause: goals are named typed_<function>_ensures_<clause>, with a suffix such as _part2 at times. One
// clause's name may begin another's, so the longest clause of the same id that fits decides.
bool is_about(std::string_view goal, std::string_view clause) {
    auto const at = goal.find(clause);
    if (at == std::string_view::npos || (at > 0 && goal[at - 1] != '_')) return false;
    auto const rest = goal.substr(at + clause.size());
    return rest.empty() || !is_name_char(rest.front()) || rest.front() == '_';
}

class Builder {
public:
    Builder(Requirements const& requirements, Sources sources, Results const& results)
        : requirements_(requirements), sources_(std::move(sources)), results_(results) {
        for (auto const& clause : sources_.clauses)
            clause_names_.insert(clause.name);
    }

    Matrix build() {
        Matrix matrix{.areas = requirements_.areas, .rows = {}, .errors = requirements_.errors};
        for (auto& error : matrix.errors)
            error.insert(0, "spec/requirements.md, ");
        unknown_ids(matrix.errors);
        unknown_evidence(matrix.errors);
        for (auto const& requirement : requirements_.rows)
            matrix.rows.push_back(row(requirement));
        return matrix;
    }

private:
    void unknown_ids(std::vector<std::string>& errors) const {
        for (auto const& [mention, place] : sources_.mentions)
            if (!requirements_.has(mention.id))
                errors.push_back(
                    fmt::format("{}:{}: {} is not in spec/requirements.md", place.file, place.line, mention.name));
        for (auto const& property : results_.properties)
            for (auto const& id : property.ids)
                if (!requirements_.has(id))
                    errors.push_back(
                        fmt::format("{} {}: {} is not in spec/requirements.md", property.model, property.name, id));
        for (auto const& test : results_.tests)
            for (auto const& id : test.ids)
                if (!requirements_.has(id))
                    errors.push_back(fmt::format("test \"{}\": {} is not in spec/requirements.md", test.name, id));
    }

    void unknown_evidence(std::vector<std::string>& errors) const {
        for (auto const& requirement : requirements_.rows)
            for (auto const& what : missing(evidence_in(requirement.breach), sources_.clauses, results_.tests))
                errors.push_back(
                    fmt::format("spec/requirements.md, line {}: {}: {}", requirement.line, requirement.id, what));
    }

    [[nodiscard]] Row row(Requirement const& requirement) const {
        Row row{.requirement = requirement, .clauses = {}, .tests = {}, .standing = Standing::Open};
        for (auto const& clause : sources_.clauses)
            if (clause.id == requirement.id) row.clauses.push_back(with_goals(clause));
        for (auto const& test : results_.tests)
            if (std::ranges::find(test.ids, requirement.id) != test.ids.end()) row.tests.push_back(test);
        for (auto const& property : results_.properties)
            if (std::ranges::find(property.ids, requirement.id) != property.ids.end())
                row.properties.push_back(property);
        row.standing = standing_of(row);
        return row;
    }

    [[nodiscard]] ClauseRow with_goals(Clause const& clause) const {
        ClauseRow row{.clause = clause, .function = {}};
        auto const* const annotation = annotation_of(clause, results_.annotations);
        if (annotation == nullptr) return row; // no map, so no proof either
        row.function = annotation->name;
        for (auto const& goal : results_.goals) {
            if (!belongs(goal, clause, annotation->function)) continue;
            ++row.goals;
            if (goal.proven) ++row.proven;
        }
        return row;
    }

    // A precondition is proven where its function is called, everything else in its own function.
    [[nodiscard]] bool belongs(Goal const& goal, Clause const& clause, std::string const& function) const {
        bool const precondition = clause.kind == "requires";
        if (precondition && goal.name.find(function + "_requires") == std::string::npos) return false;
        if (!precondition && goal.function != function) return false;
        if (!is_about(goal.name, clause.name)) return false;
        return std::ranges::none_of(clause_names_, [&](std::string const& other) {
            return other.size() > clause.name.size() && other.starts_with(clause.name) && is_about(goal.name, other);
        });
    }

    static Standing standing_of(Row const& row) {
        auto const failed = [](Test const& test) { return test.verdict == Verdict::Failed; };
        auto const passed = [](Test const& test) { return test.verdict == Verdict::Passed; };
        auto const unproven = [](ClauseRow const& clause) { return clause.proven < clause.goals; };
        auto const unchecked = [](ClauseRow const& clause) { return clause.goals == 0 && !clause.is_for_callers(); };
        auto const proven = [](ClauseRow const& clause) { return clause.goals > 0; };
        if (std::ranges::any_of(row.tests, failed) || std::ranges::any_of(row.clauses, unproven) ||
            !std::ranges::all_of(row.properties, &ModelProperty::proven))
            return Standing::Broken;
        if (row.clauses.empty() && !row.properties.empty()) return Standing::Modelled;
        if (row.clauses.empty() && row.tests.empty())
            return row.requirement.is_anothers() ? Standing::Assumed : Standing::Open;
        if (row.clauses.empty()) return std::ranges::all_of(row.tests, passed) ? Standing::Tested : Standing::Unchecked;
        if (std::ranges::any_of(row.clauses, unchecked) || std::ranges::none_of(row.clauses, proven))
            return Standing::Unchecked;
        return Standing::Proven;
    }

    Requirements const& requirements_;
    Sources sources_;
    Results const& results_;
    std::set<std::string> clause_names_;
};

} // namespace

std::size_t Matrix::count(Standing standing) const {
    return static_cast<std::size_t>(std::ranges::count(rows, standing, &Row::standing));
}

void add_weaknesses(Matrix& matrix, Weaknesses weaknesses, Sources const& sources, Results const& results) {
    auto errors = weaknesses.errors;
    std::ranges::move(missing(weaknesses, sources.clauses, results.tests), std::back_inserter(errors));
    for (auto const& error : errors)
        matrix.errors.push_back("spec/weaknesses.md, " + error);
    matrix.weaknesses = std::move(weaknesses.rows);
}

Matrix make_matrix(Requirements const& requirements, Sources sources, Results const& results) {
    return Builder(requirements, std::move(sources), results).build();
}

std::string_view name_of(Standing standing) {
    switch (standing) {
    case Standing::Open: return "open";
    case Standing::Tested: return "tested";
    case Standing::Modelled: return "modelled";
    case Standing::Unchecked: return "unchecked";
    case Standing::Proven: return "proven";
    case Standing::Assumed: return "assumed";
    case Standing::Broken: return "BROKEN";
    }
    return "";
}

} // namespace redoubt::trace
