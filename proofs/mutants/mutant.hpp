// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace redoubt::mutants {

// One wrong program, as redoubt-mutate lists it.
struct Mutant {
    std::string id;
    std::string file;
    std::string function;
    std::string rule;
    unsigned line = 0;
    std::string original;
    std::string replacement;

    [[nodiscard]] std::string change() const; // "a < b → a <= b", on one line
};

// Throws std::runtime_error.
[[nodiscard]] std::vector<Mutant> read_mutants(std::filesystem::path const& json);

// `count` of them, chosen by `seed` alone, in their order; all when there are not that many.
[[nodiscard]] std::vector<Mutant> sample(std::vector<Mutant> const& all, std::size_t count, std::uint64_t seed);

} // namespace redoubt::mutants
