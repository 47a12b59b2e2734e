// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "proofs/mutants/judge.hpp"
#include "proofs/mutants/survivors.hpp"

namespace redoubt::mutants {

struct Options {
    std::optional<std::size_t> sample; // all when absent
    std::uint64_t seed = 1;
    unsigned jobs = 1;
    std::chrono::seconds limit{4}; // of a goal of a mutant, for each prover
};

struct Report {
    std::string module;
    Options options;
    std::size_t possible = 0; // mutants of the module, run or not
    std::vector<Verdict> verdicts;
    Reckoning reckoning = {};
    double seconds = 0;

    [[nodiscard]] std::size_t count(Fate fate) const;
    // Of the wrong programs, how many the proof noticed; 1 when there was none.
    [[nodiscard]] double score() const;
    // New survivors, mutants that could not be judged, or nothing judged at all.
    [[nodiscard]] bool failed() const;
};

using Progress = std::function<void(std::string const& line)>; // called by one thread at a time

// Makes, lowers and proves the mutants of a module in `directory`. Throws std::runtime_error when that cannot be done.
[[nodiscard]] Report run(support::Module const& module, Tools const& tools, Prove const& prove,
                         std::vector<Survivor> const& listed, std::filesystem::path const& directory,
                         Options const& options, Progress const& progress);

} // namespace redoubt::mutants
