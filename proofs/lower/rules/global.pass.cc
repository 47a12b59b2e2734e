// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

inline constexpr uint32_t kStart = 1;
inline constexpr uint32_t kTable[] = {1, 2, 3};

struct State {
    uint32_t count;
};

//@ assigns state;
void reset(State& state) {
    state.count = kStart + kTable[2];
}
