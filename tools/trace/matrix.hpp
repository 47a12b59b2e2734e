// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/trace/requirements.hpp"
#include "tools/trace/results.hpp"
#include "tools/trace/sources.hpp"
#include "tools/trace/weaknesses.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

// Requirement → contract clauses → proof → tests.
namespace redoubt::trace {

enum class Standing {
    Open,      // nothing meets it yet
    Tested,    // by tests alone
    Modelled,  // proven of a model, that no contract is bound to yet; tests may look at it, too
    Unchecked, // a clause that no proof, or only a test that no run has been made for
    Proven,    // every goal of every clause
    Assumed,   // a duty of the BIOS or the OS, outside this project
    Broken     // a goal is not proven, or a test failed
};
inline constexpr std::array all_standings{Standing::Proven, Standing::Modelled, Standing::Tested, Standing::Unchecked,
                                          Standing::Open,   Standing::Assumed,  Standing::Broken};

struct ClauseRow {
    Clause clause;
    std::string function; // C++ name; empty for a lemma, and when no map says
    std::size_t goals = 0;
    std::size_t proven = 0;

    // A precondition has goals where it is called; that of a function called from outside its module has none here.
    [[nodiscard]] bool is_for_callers() const { return goals == 0 && clause.kind == "requires"; }
};

struct Row {
    Requirement requirement;
    std::vector<ClauseRow> clauses;
    std::vector<Test> tests;
    std::vector<ModelProperty> properties = {};
    Standing standing = Standing::Open;
};

struct Matrix {
    std::vector<Area> areas;
    std::vector<Row> rows;
    std::vector<Weakness> weaknesses = {};
    std::vector<std::string> errors; // what is named and does not exist, faults of the lists

    [[nodiscard]] std::size_t count(Standing standing) const;
};

[[nodiscard]] Matrix make_matrix(Requirements const& requirements, Sources sources, Results const& results);

// Each with what shows it; what of that does not exist is an error.
void add_weaknesses(Matrix& matrix, Weaknesses weaknesses, Sources const& sources, Results const& results);

[[nodiscard]] std::string_view name_of(Standing standing);

// The three ways to show it.
[[nodiscard]] std::string as_text(Matrix const& matrix);
[[nodiscard]] std::string as_json(Matrix const& matrix);
[[nodiscard]] std::string as_html(Matrix const& matrix);

} // namespace redoubt::trace
