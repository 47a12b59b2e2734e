// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// The description of a module of Checked C++ that CMake writes (cmake/CheckedModule.cmake).
namespace redoubt::support {

struct Module {
    std::string name;
    std::filesystem::path root;
    std::filesystem::path folder;
    std::vector<std::string> sources; // relative to root, like headers
    std::vector<std::string> headers;
    std::vector<std::string> depends;
    std::vector<std::string> include_dirs;
    std::vector<std::string> cxx_flags;
    std::vector<std::string> c_flags;

    // What the C++ front end is called with: flags and include directories.
    [[nodiscard]] std::vector<std::string> front_end_flags() const;
};

// Throws std::runtime_error, with the names that exist, for a module that does not.
[[nodiscard]] Module read_module(std::string const& name);
[[nodiscard]] std::vector<std::string> module_names();

// The one that a source file belongs to; nothing: none does.
[[nodiscard]] std::optional<Module> module_of(std::string const& source);

[[nodiscard]] std::string read_file(std::filesystem::path const& path);

} // namespace redoubt::support
