// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/toolchain.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Attempts of one prover on one goal that are known to end without an answer. Who skips them saves their time. They
// prove nothing: all that WP is ever told from this list is that time was up, and then it asks the next prover.
namespace redoubt::prove {

struct Attempt {
    std::string prover;
    std::string goal; // WP's name for it: a digest of its text
    auto operator<=>(Attempt const&) const = default;
};

// A line for each, `<prover> <goal>`; # begins a comment. Throws CannotRun at a line that is neither.
[[nodiscard]] std::vector<Attempt> parse_futile(std::string_view text);
[[nodiscard]] std::string to_text(std::vector<Attempt> const& attempts); // sorted, each once

// Into WP's cache, where it says nothing yet.
void tell_futile(std::vector<Attempt> const& attempts, Toolchain const& toolchain, std::filesystem::path const& cache);

// What has turned out so in the runs that used this cache.
[[nodiscard]] std::vector<Attempt> futile_in(std::filesystem::path const& cache, Toolchain const& toolchain);

} // namespace redoubt::prove
