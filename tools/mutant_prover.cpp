// SPDX-License-Identifier: Apache-2.0
#include "tools/mutant_prover.hpp"

#include "proofs/mutants/prover.hpp"
#include "proofs/prove/prove.hpp"
#include "tools/support/places.hpp"

#include <filesystem>
#include <stdexcept>

namespace redoubt::tools {

mutants::Prove mutant_prover() {
    auto const sources = support::source_root() / "proofs";
    prove::Setting const setting{.work_dir = support::proofs_dir(),
                                 .ledger = sources / "assumptions.md",
                                 .baseline = sources / "baseline.json",
                                 .bit_facts = sources / "bits" / "facts.txt",
                                 .futile = sources / "futile.txt"};
    auto const prepared = prove::prepare(setting);
    if (!prepared.findings.empty())
        throw std::runtime_error("the facts about bit operators do not hold; see ./redoubt prove");
    // The goals that a mutation does not change are those of the module's proof.
    auto const goals = prove::goal_cache(setting);
    std::filesystem::create_directories(goals); // WP makes no parents
    return mutants::make_prover(prepared.toolchain, support::proofs_dir() / "mutants" / "answers", goals);
}

} // namespace redoubt::tools
