// SPDX-License-Identifier: Apache-2.0
// A folder for one test, and the tool run in it as a user runs it.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tools/support/scratch.hpp"

namespace redoubt::lower::test {

struct Result {
    int status = 0;
    std::string out;
    std::string err;
    std::string c;                       // what was written, empty when nothing was
    nlohmann::json map;                  // null when nothing was written
    std::set<std::string> rules() const; // named in the diagnostics
    bool says(std::string const& text) const { return err.find(text) != std::string::npos; }
};

class Workbench {
public:
    void write(std::string const& name, std::string const& text) const;
    [[nodiscard]] std::filesystem::path path(std::string const& name) const { return folder_ / name; }

    // Lowers a file of this folder.
    [[nodiscard]] Result lower(std::string const& name) const;
    // Writes the text as unit.cc, after an include of <stdint.h> on line 1, and lowers it.
    [[nodiscard]] Result lower_text(std::string const& text) const;
    // Lowers a file of the repository.
    [[nodiscard]] Result lower_project(std::string const& name) const;
    // The tool with these arguments, in this folder.
    [[nodiscard]] Result run(std::vector<std::string> const& arguments) const;

    // What the compiler and the prover say of C text: nothing when they take it.
    [[nodiscard]] std::string compile_c(std::string const& c) const;
    [[nodiscard]] std::string parse_with_frama_c(std::string const& c) const;

private:
    [[nodiscard]] Result lower_at(std::filesystem::path const& source, std::filesystem::path const& root) const;

    support::Scratch folder_;
};

std::string read_file(std::filesystem::path const& file);
bool contains(std::string const& text, std::string const& part);

} // namespace redoubt::lower::test
