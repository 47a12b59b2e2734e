// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/log.hpp"

#include <string>
#include <string_view>
#include <vector>

// WP's memory model assumes that what a pointer points to is apart from the globals a function uses, and only prints
// that. Here every such hypothesis must be a precondition of the function, written in its contract: then each caller
// proves it.
namespace redoubt::prove {

struct Hypothesis {
    std::string function;             // C name
    std::vector<std::string> clauses; // `requires \separated(p, &g)`
};

// The hypotheses among the warnings.
[[nodiscard]] bool is_hypothesis(Warning const& warning);
[[nodiscard]] Hypothesis parse_hypothesis(Warning const& warning);

// The clauses that the contract does not contain.
[[nodiscard]] std::vector<std::string> uncovered(Hypothesis const& hypothesis, std::string_view contract);

// A contract's clauses of a kind ("requires"), outside behaviors, without their names.
[[nodiscard]] std::vector<std::string> clauses_of(std::string_view contract, std::string_view kind);

} // namespace redoubt::prove
