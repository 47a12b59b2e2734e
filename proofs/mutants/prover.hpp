// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "proofs/mutants/judge.hpp"
#include "proofs/prove/toolchain.hpp"

namespace redoubt::mutants {

// The proof driver as this library sees it. Answers are kept in `answers`, by all that they depend on: an unchanged mutant is not
// proven twice. `proofs` is WP's cache.
[[nodiscard]] Prove make_prover(prove::Toolchain const& toolchain, std::filesystem::path const& answers,
                                std::filesystem::path const& proofs);

} // namespace redoubt::mutants
