// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace redoubt::mutants {

// A module as CMake describes it in <build>/modules.
struct Module {
    std::string name;
    std::filesystem::path root;
    std::vector<std::string> sources; // relative to the root
    std::vector<std::string> headers;
    std::vector<std::string> cxx_flags;
};

// Throws std::runtime_error.
[[nodiscard]] Module read_module(std::filesystem::path const& json);

} // namespace redoubt::mutants
