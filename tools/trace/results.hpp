// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/trace/sources.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// What was built, run and proven: the lowering's maps, the prover's results, ctest's list of tests and its last verdicts.
namespace redoubt::trace {

// Where an annotation starts and which function it is about, as the lowering saw it.
struct Annotation {
    Place place;
    std::string function; // C name, which the prover's goals carry; empty for a lemma
    std::string name;     // C++ name
};

struct Goal {
    std::string function; // C name of the function that the goal is proven in; empty for a lemma
    std::string name;
    bool proven = false;
};

enum class Verdict { NotRun, Passed, Failed };

struct Test {
    std::string name;
    std::string label;
    Verdict verdict = Verdict::NotRun;
    std::vector<std::string> ids;
    std::filesystem::path program = {};
};

// Of a model (models/), as ./redoubt models left it.
struct ModelProperty {
    std::string model; // "M3"
    std::string name;
    std::string text;
    std::vector<std::string> ids;
    bool proven = false; // for instances of any size, and nothing else speaks against the model
};

struct Results {
    std::vector<Annotation> annotations;
    std::vector<Goal> goals;
    std::vector<Test> tests;
    std::vector<ModelProperty> properties = {};
    std::vector<std::string> notes = {}; // what was left out because it is out of date
};

[[nodiscard]] std::vector<Annotation> annotations_of_map(std::string_view json);
// No goal counts as proven when something else than a goal speaks against the module: an axiom, a contradiction, another program.
[[nodiscard]] std::vector<Goal> goals_of_proof(std::string_view json);
// When the proof began: what was written later, it has not seen.
[[nodiscard]] std::filesystem::file_time_type start_of_proof(std::string_view json);
[[nodiscard]] std::vector<Test> tests_of_ctest(std::string_view json);

[[nodiscard]] std::vector<ModelProperty> properties_of_models(std::string_view json);

// Sets the verdicts of the tests that ctest's JUnit report names.
void add_verdicts(std::vector<Test>& tests, std::string_view junit);

// Collects all of it from a build tree; what is not there yet is left out, and so is what is older than its sources.
[[nodiscard]] Results read_results(std::filesystem::path const& build);

// The annotation that a clause stands in: the last one that starts above it in its file. Null when no map knows one.
[[nodiscard]] Annotation const* annotation_of(Clause const& clause, std::vector<Annotation> const& annotations);

} // namespace redoubt::trace
