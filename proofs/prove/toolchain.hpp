// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

// The programs that a proof rests on: Frama-C, Why3's library inside it, and the provers.
namespace redoubt::prove {

struct Prover {
    std::string name; // as Frama-C's -wp-prover takes it: z3, cvc5, cvc4
    std::filesystem::path path;
    std::string version;
};

// CVC4 with a small effort, where there is CVC4. A smoke test runs to its limit unless it fails, and CVC4 often sees
// that nothing is left to try where cvc5 and Z3 go on; Z3 misses contradictions that the other two use. A contradiction
// in a precondition of the policy costs it 25,000 of its resource units.
inline constexpr char const* smoke_prover = "smoke";
inline constexpr unsigned smoke_effort = 40'000;

// Of the processor's time: no prover gets more for a goal, whatever limit a run has by the clock.
inline constexpr std::chrono::seconds prover_time{30};

struct Toolchain {
    std::filesystem::path frama_c;
    std::string frama_c_version;
    std::string why3_version;
    std::vector<Prover> provers;
    std::filesystem::path why3_config; // generated; the user's ~/.why3.conf is never read
    std::filesystem::path bits_driver; // WP driver generated from proofs/bits; empty: none
};

// Looks the programs up in PATH, asks each for its version and writes Why3's configuration into `directory`. Throws
// CannotRun when Frama-C, Why3 or every prover is missing: a proof attempted by nobody must not look like a proof that
// failed.
[[nodiscard]] Toolchain find_toolchain(std::filesystem::path const& directory);

} // namespace redoubt::prove
