// SPDX-License-Identifier: Apache-2.0
// Checks and lowers one translation unit.
#pragma once

#include <string>
#include <vector>

#include "proofs/lower/output/map_json.hpp"

namespace redoubt::lower {

enum class Verdict { Accepted, Rejected, CannotRun };

struct Outcome {
    Verdict verdict = Verdict::CannotRun;
    std::string c_text;
    Map map;
};

// Diagnostics go to standard error. `root` is the folder that file names are given relative to.
Outcome run(std::string const& source, std::string const& root, std::vector<std::string> const& flags);

} // namespace redoubt::lower
