// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "proofs/mutants/mutant.hpp"

namespace redoubt::mutants {

enum class Fate {
    Killed,     // a goal of the function is not proven any more
    Survived,   // everything is proven: the contract does not notice
    Equivalent, // the same program: by its code, or by a reason in survivors.json
    Invalid,    // no Checked C++ program; does not count
    Unjudged    // the unmutated function is not proven within the limits, or a tool broke
};

struct Verdict {
    Mutant mutant;
    Fate fate = Fate::Unjudged;
    std::string why; // the failed goal, the diagnostic, the reason
    double seconds = 0;
};

[[nodiscard]] char const* word(Fate fate);

} // namespace redoubt::mutants
