// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

#include <filesystem>
#include <string>
#include <vector>

// A directory with a copy of the launcher and its lists, in which apt-get, cmake, ninja and the rest are stand-ins that note how they
// are called: what the launcher does can be watched without doing it.
namespace redoubt::test {

class Sandbox {
public:
    Sandbox();

    // A program of that name, found before any other; the body is bash, and its call is noted.
    void program(std::string const& name, std::string const& body);
    void remove_program(std::string const& name);
    void write(std::string const& path, std::string const& text) const;

    [[nodiscard]] support::Outcome launch(std::vector<std::string> const& arguments, bool as_root = true) const;

    // The calls since the last time this was asked, one a line.
    [[nodiscard]] std::string calls() const;

    [[nodiscard]] std::filesystem::path const& directory() const { return directory_.path(); }

private:
    support::Scratch directory_;
};

} // namespace redoubt::test
