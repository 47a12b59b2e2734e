// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/map.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

// A wrong program with the reason for which it has to be refused, read from the comments at its top (README.md).
namespace redoubt::negative {

struct Expectation {
    std::string reason;
    std::string detail; // has to occur in the finding's place or text
};

struct Case {
    std::filesystem::path file;
    std::vector<Expectation> refused;                        // none: the case must be accepted
    std::vector<std::string> with;                           // other files of the same module
    std::vector<std::pair<std::string, std::string>> faults; // what is replaced in the lowered C
    std::vector<std::string> ledger;                         // rows
    std::string bit_facts;                                   // lines of a table
    std::vector<prove::MappedFunction> functions;            // of a lowered file without a source
    unsigned baseline = 0;
    std::chrono::seconds limit{1};
};

// Throws std::runtime_error for a line it does not understand.
[[nodiscard]] Case read_case(std::filesystem::path const& file);

} // namespace redoubt::negative
