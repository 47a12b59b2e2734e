// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "proofs/mutants/run.hpp"

namespace redoubt::mutants {

// For people: a row a function, then what has to be looked at.
[[nodiscard]] std::string table(Report const& report);

// For tools.
[[nodiscard]] std::string to_json(Report const& report);

} // namespace redoubt::mutants
