// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/survey.hpp"
#include "proofs/prove/toolchain.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Attempts of one prover on one goal that are known to end without an answer, or later than another's. Who skips them
// saves their time. They prove nothing: all that WP is ever told from this list is that time was up, and then it asks
// the next prover.
namespace redoubt::prove {

struct Attempt {
    std::string prover;
    std::string goal; // WP's name for it: a digest of its text
    unsigned seconds; // with no more time than that
    auto operator<=>(Attempt const&) const = default;
};

// A line for each, `<prover> <goal> <seconds>`; # begins a comment. Throws CannotRun at a line that is anything else.
[[nodiscard]] std::vector<Attempt> parse_futile(std::string_view text);
[[nodiscard]] std::string to_text(std::vector<Attempt> const& attempts); // sorted; of two about the same, the longer

// Into WP's cache, where it says nothing yet.
void tell_futile(std::vector<Attempt> const& attempts, Toolchain const& toolchain, std::filesystem::path const& cache);

// What the answers in the cache say about these tasks. `race` is the limit of the stage where all provers work on a
// goal: who has an answer that took long is left alone there.
[[nodiscard]] std::vector<Attempt> futile_in(std::filesystem::path const& cache, std::vector<ProverTask> const& tasks,
                                             std::chrono::seconds race);

} // namespace redoubt::prove
