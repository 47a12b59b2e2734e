// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/conformance/subject.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The tie between models and code that no proof sees: both take the same steps, and must say the same of each.
namespace redoubt::conformance {

enum class Check : std::uint8_t {
    Start,   // after a reset the states differ
    Refused, // the subject refuses what the model allows
    Allowed, // the subject does what the model refuses
    Reason,  // the subject refuses for a guard that holds
    State,   // after a step of both the states differ
    Changed  // a refusal has changed something
};

[[nodiscard]] std::string name(Check check);

struct Divergence {
    Check check;
    std::string what;                     // the guard, or the cells that differ
    std::uint64_t seed;                   // run() with this one diverges in its first walk
    std::uint64_t step;                   // of the whole run, from 1
    std::vector<std::string> steps;       // since the reset; the last one diverges
    std::vector<std::string> legend = {}; // what stands for what
};

struct Count { // of an action
    bool performed = false;
    std::uint64_t allowed = 0;
    std::uint64_t refused = 0;                        // by guards that the subject must find
    std::uint64_t not_asked = 0;                      // the others did not hold
    std::map<std::string, std::uint64_t> guards = {}; // of the subject's, which was the first that refused
};

struct Outcome {
    std::string subject;
    std::string model;
    std::uint64_t steps = 0; // taken
    std::uint64_t walks = 0;
    double seconds = 0;
    std::map<std::string, Count> counts = {}; // by action
    std::optional<Divergence> divergence = {};
    std::vector<std::string> complaints = {}; // what makes the run say less than it seems to

    [[nodiscard]] bool good() const { return !divergence && complaints.empty(); }
};

// Throws std::logic_error when the subject's share does not fit the model: a name that is none, an action of the
// model's alone that changes the subject's symbols, rigid values that break an axiom.
[[nodiscard]] Outcome run(tsl::Model const& model, tsl::Sizes const& sizes, Subject& subject, std::uint64_t steps,
                          std::uint64_t seed);
[[nodiscard]] Outcome run(Subject& subject, std::uint64_t steps, std::uint64_t seed);

// All subjects, each with that many steps.
using Progress = std::function<void(std::string const&)>;
[[nodiscard]] std::vector<Outcome> run_all(std::uint64_t steps, std::uint64_t seed, Progress const& progress);

[[nodiscard]] std::string as_text(Outcome const& outcome);

} // namespace redoubt::conformance
