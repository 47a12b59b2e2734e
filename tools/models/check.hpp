// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/states.hpp"
#include "models/tsl/trace.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What each engine says of a model.
namespace redoubt::check {

using ModelPointer = std::shared_ptr<tsl::Model const>;

// Of a property, for instances of any size: all its conditions together. Who has not answered has proven nothing.
struct PropertyResult {
    tsl::Property const* property;
    std::size_t conditions = 0; // that Z3 answered
    tsl::Answer z3 = tsl::Answer::Unknown;
    double z3_seconds = 0;
    std::vector<std::string> texts = {}; // of conditions that Z3 does not prove: the action, and the counterexample
    std::size_t cvc5_conditions = 0;     // as many, or it was not asked everything
    tsl::Answer cvc5 = tsl::Answer::Unknown;
    std::size_t cvc5_unproven = 0; // conditions

    [[nodiscard]] bool proven() const; // by both, and there was something to prove
};

// Of all properties on one instance.
struct InstanceResult {
    std::string engine;
    std::size_t instance; // of the model's
    std::string sizes;    // "2/2/4", in the order of the model's sorts
    bool auxiliary;       // with the auxiliary properties, or without
    tsl::Answer answer = tsl::Answer::Unknown;
    double seconds = 0;
    std::string text = {};                  // why it is Unknown; how far it went
    std::optional<tsl::Breach> breach = {}; // Refuted

    [[nodiscard]] bool searched_in_vain() const; // Unknown, but as it should be: nothing found is no proof
};

struct CoverResult {
    tsl::Cover const* cover;
    std::optional<tsl::Trace> trace = {}; // on the first instance that has one
    std::size_t instance = 0;
    double seconds = 0;
};

struct Report {
    ModelPointer model;
    std::vector<PropertyResult> properties = {};
    double cvc5_seconds = 0; // for all conditions
    std::vector<InstanceResult> instances = {};
    std::vector<CoverResult> covers = {};

    [[nodiscard]] std::size_t conditions() const;
    [[nodiscard]] std::vector<std::string> complaints() const; // none: the model is good

    // Of the given property, or of any; null: there is none.
    [[nodiscard]] InstanceResult const* shortest_breach(tsl::Property const* of = nullptr) const;
};

struct Setting {
    std::size_t jobs = 2;
    std::chrono::seconds limit{30}; // for one engine on one instance
};

using Progress = std::function<void(std::string const& line)>;

// Engines of all models side by side. Throws std::runtime_error when a program is missing, and std::logic_error when
// two engines disagree.
[[nodiscard]] std::vector<Report> check(std::vector<ModelPointer> const& models, Setting const& setting,
                                        Progress const& progress);

[[nodiscard]] std::string sizes_in_words(tsl::Model const& model, tsl::Sizes const& sizes); // "2/4"
[[nodiscard]] std::string named_sizes(Report const& report, std::size_t instance);          // "2 Cpu, 4 Page"
[[nodiscard]] std::string in_words(tsl::Answer answer);
[[nodiscard]] std::string counted(std::size_t number, std::string_view one, std::string_view more); // "1 step"

} // namespace redoubt::check
