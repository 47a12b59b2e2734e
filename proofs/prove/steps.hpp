// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/finding.hpp"
#include "tools/support/module.hpp"

#include <filesystem>
#include <string>
#include <vector>

// The steps before the proof, each by its own program.
namespace redoubt::prove {

struct Lowered {
    std::filesystem::path c;
    std::filesystem::path map;
    std::vector<Finding> findings; // none: the files are there
};

// redoubt-lower. Throws CannotRun when the source does not compile, or the tool is not there.
[[nodiscard]] Lowered lower(support::Module const& module, std::string const& source,
                            std::filesystem::path const& work_dir);

struct Equality {
    std::string summary;
    std::vector<Finding> findings;
};

// redoubt-equal, on what `lower` wrote.
[[nodiscard]] Equality check_equality(support::Module const& module, std::string const& source, Lowered const& lowered,
                                      std::filesystem::path const& work_dir);

} // namespace redoubt::prove
