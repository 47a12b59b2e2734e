// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/support/scratch.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace redoubt::prove::test {

// A folder that is gone after the test, and a PATH that a test may fill with what it likes.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;

    [[nodiscard]] std::filesystem::path const& directory() const { return directory_.path(); }

    // From now on PATH has only the links and scripts made here, and the system's basic tools.
    void own_path();
    void link(std::string const& program) const;                            // to the installed one
    void script(std::string const& program, std::string const& body) const; // #!/bin/sh

private:
    support::Scratch directory_;
    std::string path_;
};

} // namespace redoubt::prove::test
