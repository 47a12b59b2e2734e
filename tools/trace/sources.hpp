// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/trace/ids.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// What the tree says about requirements: every mention, and the contract clauses among them.
namespace redoubt::trace {

struct Place {
    std::string file; // relative to the root
    std::size_t line = 0;
};

struct Clause {
    std::string name; // REQ_POL_01_default_deny
    std::string id;
    std::string kind; // the ACSL keyword before the name: ensures, requires, loop invariant, lemma …
    Place place;
};

struct FoundMention {
    Mention mention;
    Place place;
};

struct Sources {
    std::vector<FoundMention> mentions;
    std::vector<Clause> clauses;
};

// The named clauses of one file.
[[nodiscard]] std::vector<Clause> clauses_in(std::string_view text, std::string const& file);

// Reads every text file below the project's folders. Clauses are those of the product: what stands in the samples and wrong programs
// of the proof tools meets no requirement.
[[nodiscard]] Sources read_sources(std::filesystem::path const& root);

} // namespace redoubt::trace
