// SPDX-License-Identifier: Apache-2.0
// With the real provers: a full contract notices every wrong program, a one-sided one does not, and an unproven function judges nothing.
#include <doctest/doctest.h>

#include "proofs/mutants/prover.hpp"
#include "proofs/mutants/report.hpp"
#include "proofs/mutants/test/sample_module.hpp"
#include "tools/support/scratch.hpp"

namespace redoubt::mutants {

TEST_CASE("mutants: proof kills what the contract forbids, and shows what it leaves open") {
    support::Scratch const scratch;
    auto const toolchain = prove::find_toolchain(scratch / "toolchain");
    Options options;
    options.jobs = 2;
    auto const report =
        run(test::sample_module(), test::tools(), make_prover(toolchain, scratch / "answers", scratch / "cache"), {},
            scratch / "work", options, [](std::string const& line) { MESSAGE(line); });

    std::size_t survivors = 0;
    for (auto const& [mutant, fate, why, seconds] : report.verdicts) {
        CAPTURE(mutant.id);
        CAPTURE(why);
        if (mutant.function == "sample::clamp")
            CHECK((fate == Fate::Killed || fate == Fate::Equivalent || fate == Fate::Invalid));
        if (mutant.function == "sample::above")
            CHECK(fate == Fate::Unjudged); // it may overflow, and no contract forbids that
        if (mutant.function == "sample::fits" && fate == Fate::Survived) ++survivors;
        // Saying no more often than right is what its contract does not notice.
        if (mutant.function == "sample::fits" && mutant.original == "Yes") CHECK(fate == Fate::Survived);
    }
    CHECK(survivors > 0);
    CHECK(report.failed());
}

} // namespace redoubt::mutants
