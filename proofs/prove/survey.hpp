// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/frama_c.hpp"
#include "proofs/prove/goals.hpp"

#include <map>
#include <string>
#include <vector>

// The goals of a lowered file as WP would hand them to each prover. No prover runs.
namespace redoubt::prove {

// In seconds. Below this an answer comes too soon for anybody to be kept from asking.
inline constexpr double long_time = 1;

struct ProverTask {
    std::string goal;                                // f_ensures_r_part2, lemma_same
    std::map<std::string, std::string> digests = {}; // by prover: WP's name for its task, under which answers are kept
    bool race = true;                                // all provers at a time; else one, alone
};

// Stage by stage, each sorted by goal; without those that need no prover, and without smoke tests. Of the functions in the
// request, named with commas between them, or of the lemmas when there is none.
[[nodiscard]] std::vector<ProverTask> survey(Toolchain const& toolchain, FramaCRequest const& request);

// Only of the functions and lemmas that took long when the file was proven.
[[nodiscard]] std::vector<ProverTask> survey_of_slow(Toolchain const& toolchain, FramaCRequest request,
                                                     std::vector<Goal> const& goals);

} // namespace redoubt::prove
