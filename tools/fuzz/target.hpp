// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The fuzzers of this build, and where each has its files.
namespace redoubt::fuzz {

struct Target {
    std::string name;
    std::filesystem::path program;
    std::filesystem::path seeds; // in the source tree: read only
    std::filesystem::path work;  // corpus/ and findings/

    [[nodiscard]] std::filesystem::path corpus() const { return work / "corpus"; }
    [[nodiscard]] std::filesystem::path findings() const { return work / "findings"; }
};

// Those of <build>/fuzz/targets. Throws std::runtime_error if there is no list, or a program of it is not built.
[[nodiscard]] std::vector<Target> targets(std::filesystem::path const& source, std::filesystem::path const& build);

// Those of the names; all, if there are none. Throws std::runtime_error for a name that is none of theirs.
[[nodiscard]] std::vector<Target> chosen(std::vector<Target> const& all, std::vector<std::string> const& names);

} // namespace redoubt::fuzz
