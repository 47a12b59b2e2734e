// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/trace/sources.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// What was built, run and proven: the lowering's maps, the prover's results, ctest's list of tests and its last verdicts.
namespace redoubt::trace {

// A function of Checked C++, as the lowering saw it.
struct Function {
    std::string name;   // C++ name
    std::string c_name; // name in the lowered C, which the prover's goals carry
    Place place;
    std::vector<std::string> clauses;
};

struct Goal {
    std::string function; // C name
    std::string name;
    bool proven = false;
};

enum class Verdict { NotRun, Passed, Failed };

struct Test {
    std::string name;
    std::string label;
    Verdict verdict = Verdict::NotRun;
    std::vector<std::string> ids;
};

struct Results {
    std::vector<Function> functions;
    std::vector<Goal> goals;
    std::vector<Test> tests;
};

[[nodiscard]] std::vector<Function> functions_of_map(std::string_view json);
[[nodiscard]] std::vector<Goal> goals_of_proof(std::string_view json);
[[nodiscard]] std::vector<Test> tests_of_ctest(std::string_view json);

// Sets the verdicts of the tests that ctest's JUnit report names.
void add_verdicts(std::vector<Test>& tests, std::string_view junit);

// Collects all of it from a build tree; what is not there yet is left out.
[[nodiscard]] Results read_results(std::filesystem::path const& build);

// Fills in which function each clause belongs to.
void attach_functions(std::vector<Clause>& clauses, std::vector<Function> const& functions);

} // namespace redoubt::trace
