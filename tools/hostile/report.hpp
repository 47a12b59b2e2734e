// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/campaign.hpp"

#include <string>
#include <vector>

namespace redoubt::hostile {

struct Result {
    std::vector<uint64_t> seeds; // all of which have been run, the last one perhaps in part
    unsigned processors;
    Totals totals;
    std::optional<Violation> violation;
    double seconds;
};

// For people: what was done, how often, and what came of it; without the violation.
[[nodiscard]] std::string as_text(Result const& result);

// The same and the violation. But for seconds and speed, the same run gives the same bytes.
[[nodiscard]] std::string as_json(Result const& result);

// What went wrong, the steps before it, and how to see it again; lines.
[[nodiscard]] std::string as_text(Violation const& violation);

} // namespace redoubt::hostile
