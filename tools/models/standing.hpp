// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/models/check.hpp"

#include <filesystem>

// What files say of the models: the predicates in headers that are made of them, how much of each there is
// (models/expected), and their axioms in the ledger (proofs/assumptions.md). So nothing disappears silently.
namespace redoubt::check {

// What does not fit; `models` are those to look at, by the folder that holds the sources.
[[nodiscard]] std::vector<std::string> out_of_date(std::vector<ModelPointer> const& models,
                                                   std::filesystem::path const& root);

// Writes predicates and counts anew, and returns the files that have changed. The ledger is for people to write.
[[nodiscard]] std::vector<std::string> update(std::vector<ModelPointer> const& models,
                                              std::filesystem::path const& root);

} // namespace redoubt::check
