// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "proofs/mutants/verdict.hpp"
#include "proofs/mutants/workshop.hpp"

namespace redoubt::mutants {

enum class Answer {
    Proven,
    Failed,
    Refused, // the prover's front end does not take the file
    Broken   // no answer
};

struct ProofResult {
    Answer answer = Answer::Broken;
    std::string why;
};

// One C function of one file, with a limit per goal and prover.
struct ProofRequest {
    std::filesystem::path c;
    std::string function;
    std::filesystem::path directory; // for its files
    std::chrono::seconds limit{};
    bool final = false; // a failure is an answer too, and may be remembered
};

using Prove = std::function<ProofResult(ProofRequest const&)>;

// What is known of a function before it is mutated.
struct Baseline {
    bool proven = false;
    std::chrono::seconds limit{}; // for its mutants
    std::string why;              // when it is not proven
};

// What the mutants of a file are compared with.
struct Original {
    equal::IrText code;
    std::map<std::string, Baseline> functions; // by C++ name
};

// A goal counts as failed only if it was proven before with margin: the unmutated function must be proven within half the limit of its
// mutants. `limit` is where it starts; up to three times it is doubled.
[[nodiscard]] Baseline judge_unmutated(Workshop const& workshop, std::string const& file, std::string const& function,
                                       Prove const& prove, std::chrono::seconds limit);

[[nodiscard]] Verdict judge(Workshop const& workshop, Mutant const& mutant, Original const& original,
                            Prove const& prove);

} // namespace redoubt::mutants
