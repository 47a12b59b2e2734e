// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/machine/trial.hpp"

#include <string>

namespace redoubt::trial {

// For people: who did how much, what it cost, and how fast the machine was; without problems.
[[nodiscard]] std::string as_text(Trial& trial);

// The same and the problems. But for the seconds and the speed, the same trial gives the same bytes.
[[nodiscard]] std::string as_json(Trial& trial);

// What to look at when something went wrong: the first error and the last events, then registers and code of the processors that the problems
// are about.
[[nodiscard]] std::string evidence(Trial& trial);

} // namespace redoubt::trial
