// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/trace/evidence.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// spec/weaknesses.md, read as data.
namespace redoubt::trace {

enum class Excluded {
    Here,
    ByTheBios, // its duty; what is shown is how far Redoubt helps
    NotYet     // not all of it at least
};

struct Weakness {
    std::string id;
    bool reproduced = false; // marked [R]
    Excluded excluded = Excluded::Here;
    std::string why;
    Evidence shown;
    std::size_t line = 0;
};

struct Weaknesses {
    std::vector<Weakness> rows;      // in the order of the file
    std::vector<std::string> errors; // "line 12: …"; the list is good only without any
};

// Reads the table `| W-nn [R] | weakness | excluded by | why not here | shown by |`. The fourth cell may begin with
// "Open: " or "The BIOS's duty: ". What is not open names a clause or a test, and one that is marked [R] a test of the
// image.
[[nodiscard]] Weaknesses parse_weaknesses(std::string_view markdown);

[[nodiscard]] std::string_view name_of(Excluded excluded);

// What the table names and does not exist, with the lines.
[[nodiscard]] std::vector<std::string> missing(Weaknesses const& weaknesses, std::vector<Clause> const& clauses,
                                               std::vector<Test> const& tests);

} // namespace redoubt::trace
