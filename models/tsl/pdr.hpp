// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/abc.hpp"
#include "models/tsl/aiger.hpp"
#include "models/tsl/states.hpp"
#include "models/tsl/trace.hpp"

#include <optional>
#include <string>
#include <vector>

// A second model checker, which shares with the first one the model and nothing else: ABC on the instance as a circuit.
namespace redoubt::tsl {

struct Checked {
    Answer answer;
    std::optional<Breach> breach = {}; // Refuted: of the first property that the run breaks
    std::string reason = {};           // Unknown
};

struct Reached {
    Reachability cover;
    std::optional<Trace> trace = {}; // Found: to a state in which the interpreter has it too
    std::string reason = {};         // Undecided
};

// All throw as abc_pdr() does, and std::logic_error when the interpreter does not agree with what was found.
class Pdr {
public:
    explicit Pdr(Interpreter const& interpreter, AbcOptions options = {}) // refers to the interpreter
        : interpreter_(interpreter), options_(std::move(options)), circuit_(interpreter) {}

    // All safety and step properties, and the auxiliary ones if asked; or one. That all numbers stay in their sorts is
    // always asked too: nothing is known of a run after that.
    [[nodiscard]] Checked check(bool auxiliary = false);
    [[nodiscard]] Checked check(Property const& property);

    // `Never` is said of runs whose numbers stay in their sorts.
    [[nodiscard]] Reached reaches(Cover const& cover);

private:
    [[nodiscard]] Checked check(std::vector<Property const*> const& asked);

    Interpreter const& interpreter_;
    AbcOptions options_;
    Circuit circuit_;
};

} // namespace redoubt::tsl
