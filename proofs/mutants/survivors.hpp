// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "proofs/mutants/verdict.hpp"

namespace redoubt::mutants {

// A mutant that is known to pass the proof, with the reason why that is acceptable. The change is repeated so that an entry cannot come
// to excuse another mutant when the code around it changes.
struct Survivor {
    std::string id;
    std::string change;
    bool equivalent = false; // the mutant is no wrong program
    std::string reason;
};

// Throws std::runtime_error; an entry without a reason is malformed.
[[nodiscard]] std::vector<Survivor> read_survivors(std::filesystem::path const& json);

struct Reckoning {
    std::vector<Mutant> fresh;      // survived and are not listed
    std::vector<std::string> stale; // listed, and now killed, gone or changed
};

// Gives listed survivors their reason (and, if they are equivalent, that fate). `known` are all mutants of the module, also those that
// were not run.
[[nodiscard]] Reckoning reckon(std::vector<Verdict>& verdicts, std::vector<Survivor> const& listed,
                               std::vector<Mutant> const& known, std::vector<std::string> const& files);

} // namespace redoubt::mutants
