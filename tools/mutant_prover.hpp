// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/mutants/judge.hpp"

namespace redoubt::tools {

// Proves single functions of changed files, with answers and goals kept in the build tree. Throws std::runtime_error when the prover is
// not what the project's proofs are made with.
[[nodiscard]] mutants::Prove mutant_prover();

} // namespace redoubt::tools
