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

// Reads the tables `| REQ-… | text | source | kept by |` and the headings `## AREA: title` above them. Everything else is prose.
[[nodiscard]] Requirements parse_requirements(std::string_view markdown);

} // namespace redoubt::trace
