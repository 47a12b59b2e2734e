// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// spec/requirements.md, read as data.
namespace redoubt::trace {

struct Requirement {
    std::string id;
    std::string text;
    std::string source;
    std::string kept_by;
    std::size_t line = 0;
    std::string breach = {}; // how it is noticed, with its evidence; empty: nothing is said of it

    [[nodiscard]] bool is_anothers() const; // a duty of the BIOS or the OS
};

struct Area {
    std::string name;  // "POL"
    std::string title; // "the SMRAM permission policy"
};

struct Requirements {
    std::vector<Requirement> rows; // in the order of the file
    std::vector<Area> areas;
    std::vector<std::string> errors; // "line 12: …"; the list is good only without any

    [[nodiscard]] bool has(std::string_view id) const;
};

// Reads the tables `| REQ-… | text | source | kept by |`, with a last column for how a breach is noticed where a duty is
// another's, and the headings `## AREA: title` above them. Everything else is prose.
[[nodiscard]] Requirements parse_requirements(std::string_view markdown);

} // namespace redoubt::trace
