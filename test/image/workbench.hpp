// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/image/audit.hpp"
#include "tools/support/scratch.hpp"

#include <string>
#include <vector>

// Small images that are made for a test.
namespace redoubt::test {

class Workbench {
public:
    // Assembles and links; `_start` is the entry. Throws what the tools say against it.
    [[nodiscard]] std::filesystem::path link(std::string const& assembly,
                                             std::vector<std::string> const& flags = {}) const;

    [[nodiscard]] std::filesystem::path write(std::string const& name, std::string const& text) const;

    [[nodiscard]] std::filesystem::path operator/(std::string const& name) const { return scratch_ / name; }

private:
    support::Scratch scratch_;
};

// A function with its type and size, as the compiler makes them.
[[nodiscard]] std::string function(std::string const& name, std::string const& body);

// The audit of such code, where every function with a name that begins with "good", and `_start`, counts as proven, and
// 256 bytes of stack are reserved.
[[nodiscard]] image::Audit audit(std::string const& assembly, std::vector<std::string> const& flags = {});

// The findings' rules, each with where.
[[nodiscard]] std::vector<std::string> found(image::Audit const& audit);

} // namespace redoubt::test
