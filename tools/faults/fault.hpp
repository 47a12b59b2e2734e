// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// A fault that somebody could have made in the image's source, and who must notice it.
namespace redoubt::faults {

struct Fault {
    std::string id;
    std::string what;     // in words
    std::string file;     // below the project's root
    std::string function; // C++ name; empty: assembly, of which there is no proof
    std::string from;     // occurs once in the file
    std::string to;
    bool proof = false; // must notice
    bool machine = false;

    [[nodiscard]] bool assembly() const { return function.empty(); }
};

// Throws std::runtime_error, also for an entry that nobody is to notice.
[[nodiscard]] std::vector<Fault> read_faults(std::filesystem::path const& json);

// The file's text with the fault in it. Throws std::runtime_error when the place is not there, or is there twice.
[[nodiscard]] std::string with_fault(std::string const& text, Fault const& fault);

} // namespace redoubt::faults
