// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/toolchain.hpp"

#include <chrono>
#include <filesystem>
#include <string>

// One function of one lowered file, for whoever only wants to know whether it is proven: the mutation runner.
namespace redoubt::prove {

struct Limits {
    std::chrono::seconds goal{10};  // one prover on one goal; of the processor's time
    unsigned patience = 1;          // so many times longer by the clock, where other work may hold the prover up
    std::chrono::seconds smoke{3};  // on one smoke test, whose effort mostly ends it first (toolchain.hpp)
    std::chrono::seconds unit{600}; // the whole run of Frama-C, by the clock
    unsigned memory_mb = 4096;      // address space of Frama-C and of each prover
    unsigned parallel = 2;          // provers at a time; never less than 2, WP stalls with 1
};

struct FunctionRequest {
    std::filesystem::path lowered_c;
    std::string function;                   // C name; empty: every function of the file
    std::filesystem::path work_dir;         // logs and reports are left here; made when missing
    std::filesystem::path proof_cache = {}; // WP's cache, may be shared by runs at the same time; empty: none
    bool smoke_tests = false;               // a smoke test that fails counts as a failed goal
    Limits limits = {};
};

enum class Answer {
    Proven,   // every goal is valid, and there was at least one
    Failed,   // a goal is not proven (not: is false), see `why`; the run stops there
    TimedOut, // limits.unit passed before an answer
    Rejected, // Frama-C does not accept the file: parse or type error
    Broken    // Frama-C crashed, ran out of memory, or left no report
};

struct FunctionAnswer {
    Answer answer = Answer::Broken;
    std::string why;    // name of the first failed goal, or the line that says what went wrong
    unsigned goals = 0; // goals tried until then, smoke tests included
    double seconds = 0;
};

[[nodiscard]] FunctionAnswer prove_function(Toolchain const& toolchain, FunctionRequest const& request);

} // namespace redoubt::prove
