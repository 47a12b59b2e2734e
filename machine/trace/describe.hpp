// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <string>

namespace redoubt::machine {

// A processor's registers and modes, as lines for people.
[[nodiscard]] std::string describe(State const& state);

} // namespace redoubt::machine
