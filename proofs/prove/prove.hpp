// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/ledger.hpp"
#include "proofs/prove/steps.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The whole way of a module, from source to verdict.
namespace redoubt::prove {

struct Setting {
    std::filesystem::path work_dir;    // <build>/proofs
    std::filesystem::path ledger;      // proofs/assumptions.md
    std::filesystem::path baseline;    // proofs/baseline.json
    std::filesystem::path bit_facts;   // proofs/bits/facts.txt
    std::filesystem::path futile = {}; // proofs/futile.txt; empty: every attempt is made
    unsigned jobs = 2;
    bool use_cache = true;
    bool all_provers = false;
    bool learn = false;        // say of each unit which tasks it has for the provers
    std::string function = {}; // C or C++ name; only this one, without the joint checks
    Limits limits = {.goal = prover_time, .patience = 2, .unit = std::chrono::minutes(20)};
    std::function<void(std::string_view unit, std::string_view news)> progress = {};
};

// WP's answers to each goal, for the runs to come; empty: each run asks anew.
[[nodiscard]] std::filesystem::path goal_cache(Setting const& setting);

struct ModuleResult {
    std::string name;
    std::string only = {}; // the one function that was looked at; empty: the module is judged as a whole
    std::vector<Unit> units = {};
    std::vector<Finding> findings = {}; // of the units and of all of them together
    std::vector<Assumption> assumptions = {};
    unsigned functions = 0;
    std::optional<unsigned> baseline = {};
    unsigned bit_facts = 0;                             // each confirmed by Z3 in this run
    std::chrono::system_clock::time_point started = {}; // a source that is younger was not proven
    double seconds = 0; // of Frama-C on its own sources, added up, when each was last proven
    [[nodiscard]] bool proven() const { return findings.empty(); }
};

// Provers with the facts about bit operators, each of them confirmed. Throws CannotRun; a false fact is a finding.
struct Prepared {
    Toolchain toolchain;
    unsigned bit_facts = 0;
    std::vector<Finding> findings = {};
};
[[nodiscard]] Prepared prepare(Setting const& setting);

// Frama-C on a lowered unit, or the result cache's word for it; judged on its own.
[[nodiscard]] Unit prove_lowered(Setting const& setting, Toolchain const& toolchain, std::string const& module,
                                 Lowered const& lowered, std::filesystem::path const& work_dir);

// Each module and, for what it calls, the modules it depends on: every source once, then a verdict for each module that
// was asked for, in that order.
[[nodiscard]] std::vector<ModuleResult> prove_modules(Setting const& setting, Prepared const& prepared,
                                                      std::vector<support::Module> const& modules);

} // namespace redoubt::prove
