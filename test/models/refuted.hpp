// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/proof.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace redoubt::tsl::test {

// "enter one_inside", of each condition that does not hold. None may stay undecided.
inline std::vector<std::string> refuted(Model const& model) {
    std::vector<std::string> names;
    for (auto const& finding : prove(model)) {
        CHECK(finding.answer != Answer::Unknown);
        if (finding.answer == Answer::Refuted)
            names.push_back((finding.action == nullptr ? "start" : finding.action->name()) + " " +
                            finding.property->name);
    }
    return names;
}

} // namespace redoubt::tsl::test
