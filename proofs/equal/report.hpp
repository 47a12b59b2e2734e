// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "proofs/equal/equal.hpp"

namespace redoubt::equal {

// The one line: "IR equal 23/23, object code equal 19/19 (4 inlined)".
[[nodiscard]] std::string summary(Comparison const& comparison);

// Every difference with its diff, for people.
[[nodiscard]] std::string explain(Comparison const& comparison);

// Throws std::runtime_error when the file cannot be written.
void write_json(Comparison const& comparison, std::string const& source, std::filesystem::path const& file);

} // namespace redoubt::equal
