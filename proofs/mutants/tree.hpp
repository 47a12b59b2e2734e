// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "tools/support/module.hpp"

namespace redoubt::mutants {

// A copy of what a module is compiled from, in which one file at a time is wrong. The project's own files are never touched.
class Tree {
public:
    // Copies the module's sources and every header of the folders that it and the specification lie in.
    Tree(support::Module const& module, std::filesystem::path directory);

    [[nodiscard]] std::filesystem::path const& root() const { return directory_; }
    [[nodiscard]] std::filesystem::path path(std::string const& file) const { return directory_ / file; }
    // A directory of the project, or the copy of it.
    [[nodiscard]] std::filesystem::path in_place_of(std::filesystem::path const& directory) const;
    void restore(std::string const& file) const;

private:
    std::filesystem::path original_;
    std::filesystem::path directory_;
};

} // namespace redoubt::mutants
