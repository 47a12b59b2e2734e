// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The compiler that builds the image, run on either side of the comparison.
namespace redoubt::equal {

struct Source {
    std::filesystem::path file;
    std::vector<std::string> flags;
    std::string compiler; // clang++-19 or clang-19: the same compiler, for the two languages
};

// One flag a line; empty lines are left out. Throws std::runtime_error when the file cannot be read.
[[nodiscard]] std::vector<std::string> read_flags(std::filesystem::path const& file);

// LLVM bitcode as the front end makes it for the source's own flags, before any pass, with every function that has a body.
void compile_to_ir(Source const& source, std::filesystem::path const& bitcode);

// The object file for the source's own flags, nothing added.
void compile_to_object(Source const& source, std::filesystem::path const& object);

// Both throw std::runtime_error with the compiler's diagnostics.

} // namespace redoubt::equal
