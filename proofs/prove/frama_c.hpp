// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/function.hpp"
#include "proofs/prove/toolchain.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// One run of Frama-C on one lowered file.
namespace redoubt::prove {

struct FramaCRequest {
    std::filesystem::path lowered_c;
    std::filesystem::path work_dir;
    std::filesystem::path proof_cache = {}; // empty: none
    std::string function = {};              // empty: all
    bool told = false; // the cache has been told of futile attempts: in the end all provers try what is left
    bool smoke_tests = true;
    bool behaviors = false;   // there are some: smoke tests ask whether each of them ever applies
    bool all_provers = false; // every prover on every goal, to count who proves what
    bool report = true;       // print the status of every property
    Limits limits = {};
    std::function<bool(std::string_view)> watch = {}; // each line of output; false stops the run
};

struct FramaCRun {
    int status = 0; // says only whether it ran: it is 0 with goals unproven
    bool timed_out = false;
    bool stopped = false;   // by the watch
    std::string output;     // everything printed
    std::string goals_json; // WP's report; empty when there is none
    double seconds = 0;
};

// What each prover has for a goal to itself, before all race for it.
inline constexpr std::chrono::seconds alone_time{3};

// What all have for it together, by the clock.
[[nodiscard]] std::chrono::seconds race_time(Limits const& limits);

// The target as Frama-C calls it.
inline constexpr char const* machdep = "x86_64";

// Who does the smoke tests: smoke_prover, or the first prover where there is no CVC4.
[[nodiscard]] std::string prover_for_smoke(Toolchain const& toolchain);

// What goes on the command line, and so into the key of the result cache.
[[nodiscard]] std::vector<std::string> frama_c_options(Toolchain const& toolchain, FramaCRequest const& request);

// The stages of a proof: each prover alone, then all together; one for the lemmas, which a request without a function
// stands for where tasks are listed.
[[nodiscard]] std::size_t stages_of(Toolchain const& toolchain, FramaCRequest const& request);

// Writes what it would give to the provers into `folder`, a file for each goal and prover, from the first stage to the
// one with that number; of what stands in more than one, the last. In the last stage of all, to every prover. The
// answers of the stages are the cache's: WP writes a task in another way when other stages have come before. Throws
// CannotRun.
void list_tasks(Toolchain const& toolchain, FramaCRequest const& request, std::size_t stages,
                std::filesystem::path const& folder);

[[nodiscard]] FramaCRun run_frama_c(Toolchain const& toolchain, FramaCRequest const& request);

} // namespace redoubt::prove
