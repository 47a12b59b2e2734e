// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/result.hpp"

#include <string>

// A module's result for people.
namespace redoubt::prove {

// A line a function, the totals, the verdict and what speaks against it. `slowest`: that many goals, longest first.
[[nodiscard]] std::string table(ModuleResult const& result, bool all_provers, unsigned slowest);

} // namespace redoubt::prove
