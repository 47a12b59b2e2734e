// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/mutants/judge.hpp"
#include "tools/faults/fault.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace redoubt::faults {

enum class Answer {
    NotAsked,
    Unnoticed,
    Noticed,
    None // the question could not be asked
};

// What the proof, or the machine, says of a fault.
struct Finding {
    Answer answer = Answer::NotAsked;
    std::string text = {}; // how it was noticed, or why there is no answer
};

struct Verdict {
    Fault fault;
    Finding proof = {};
    Finding machine = {};

    [[nodiscard]] std::vector<std::string> complaints() const; // where this is not what the list says
};

struct Options {
    bool proof = true;
    bool machine = true;
    std::chrono::seconds limit{16}; // for a prover on a goal; the function without the fault must do with half
};

struct Places {
    std::filesystem::path link;      // the linker's response file of the image
    std::filesystem::path directory; // to work in
    mutants::Tools tools;
};

using Progress = std::function<void(std::string const& line)>;

// Throws std::runtime_error when nothing can be judged, as when the image without a fault is not good.
[[nodiscard]] std::vector<Verdict> judge(std::vector<Fault> const& faults, Places const& places,
                                         mutants::Prove const& prove, Options const& options, Progress const& progress);

} // namespace redoubt::faults
