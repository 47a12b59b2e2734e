// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/proof.hpp"
#include "models/tsl/trace.hpp"

#include <chrono>
#include <optional>
#include <vector>

// Z3 on runs of bounded length of an instance.
namespace redoubt::tsl {

struct Bound {
    std::size_t steps;
    std::chrono::milliseconds limit; // for all of a search
};

// A shortest run to a state of that kind. Nothing: there is none within the bound, or `limit` was over before.
[[nodiscard]] std::optional<Trace> search(Model const& model, Sizes const& sizes, Cover const& cover, Bound bound);

// A shortest run that breaks one of the properties.
struct Search {
    std::optional<Breach> breach = {};
    std::size_t steps = 0; // no shorter run breaks one, nor one of that many steps if there is no breach
};
[[nodiscard]] Search search(Model const& model, Sizes const& sizes, std::vector<Property const*> const& properties,
                            Bound bound);

// k-induction: no run of k steps breaks a property, and k good steps are never followed by a bad one.
struct Induction {
    Answer answer = Answer::Unknown; // Unknown: not within the bound
    std::size_t k = 0;
    std::optional<Breach> breach = {}; // Refuted
};
[[nodiscard]] Induction induction(Model const& model, Sizes const& sizes,
                                  std::vector<Property const*> const& properties, Bound bound);

} // namespace redoubt::tsl
