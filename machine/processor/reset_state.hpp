// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

namespace redoubt::machine {

// What power-up and INIT leave (SDM vol. 3A table 9-1). `signature`: what EDX tells.
void power_up(State& state, uint32_t signature);
void initialise(State& state, uint32_t signature);

// A start-up IPI ends wait-for-SIPI (SDM vol. 3A 8.4.3).
void start_up(State& state, uint8_t vector);

} // namespace redoubt::machine
