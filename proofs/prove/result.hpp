// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/prove.hpp"

#include <string>
#include <vector>

// A module's result, as data (<build>/proofs/<module>.json) and as numbers.
namespace redoubt::prove {

struct FunctionResult {
    std::string unit;
    MappedFunction function;
    std::vector<Goal> goals; // smoke tests not among them
    unsigned total = 0;      // goals in all properties
    unsigned valid = 0;
    unsigned smoke = 0; // smoke tests
    unsigned smoke_passed = 0;
    double seconds = 0; // of the provers
};

// Functions of the module's own units in the order of the source, then lemmas under an empty name.
[[nodiscard]] std::vector<FunctionResult> function_results(ModuleResult const& result);

struct Totals {
    unsigned goals = 0;
    unsigned valid = 0;
    unsigned smoke = 0;
    unsigned smoke_passed = 0;
    unsigned twice = 0; // goals that Qed or at least two provers proved; known only with --all-provers
};
[[nodiscard]] Totals totals_of(std::vector<FunctionResult> const& functions);

[[nodiscard]] std::string to_json(ModuleResult const& result, Toolchain const& toolchain, bool all_provers);

} // namespace redoubt::prove
