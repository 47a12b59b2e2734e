// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How many proven functions a module has to have (proofs/baseline.json): code that leaves the proof must not do so
// silently.
namespace redoubt::prove {

[[nodiscard]] unsigned count_functions(std::vector<Unit> const& units, std::string const& module);
[[nodiscard]] std::optional<unsigned> baseline_of(std::string_view json, std::string const& module);
[[nodiscard]] std::optional<Finding> judge_count(std::string const& module, unsigned functions,
                                                 std::optional<unsigned> baseline);

} // namespace redoubt::prove
