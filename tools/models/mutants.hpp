// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/models/check.hpp"

#include <filesystem>

// Models in which an action does not look at one of its guards. A guard that nothing misses is either not needed, or its
// requirement is not stated.
namespace redoubt::check {

enum class Fate : std::uint8_t {
    Killed,  // a run breaks a property
    Broken,  // the proof fails, and no run was found
    Survives // all is proven without the guard
};

struct Mutant {
    std::string action;
    std::string guard;
    Fate fate = Fate::Survives;
    std::string property = {};              // Killed: that the run breaks; Broken: the first that is not proven
    std::size_t steps = 0;                  // Killed: of the run
    std::string trace = {};                 // Killed: numbered steps
    std::optional<std::string> reason = {}; // in the list of survivors

    // A mutant that was not killed is listed, and one that was is not.
    [[nodiscard]] bool as_listed() const { return (fate == Fate::Killed) != reason.has_value(); }
};

struct MutantReport {
    ModelPointer model;
    std::vector<Mutant> mutants;
    std::vector<std::string> stale = {}; // rows of the list that are no guard of the model
};

// A row of models/survivors/<model>.md.
struct Survivor {
    std::string action;
    std::string guard;
    std::string reason;
};

// Throws std::runtime_error for a row without three cells, or without a reason.
[[nodiscard]] std::vector<Survivor> read_survivors(std::string_view markdown);

// All guards of the models, but of those whose guards are another model's (copies of it).
[[nodiscard]] std::vector<MutantReport> mutate(std::vector<ModelPointer> const& models,
                                               std::filesystem::path const& survivors, Setting const& setting,
                                               Progress const& progress);

[[nodiscard]] bool good(std::vector<MutantReport> const& reports);
[[nodiscard]] std::string as_text(std::vector<MutantReport> const& reports);
[[nodiscard]] std::string as_json(std::vector<MutantReport> const& reports);

} // namespace redoubt::check
