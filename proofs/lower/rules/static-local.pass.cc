// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

struct State {
    uint32_t count;
};

/*@ requires \valid(&s) && s.count < 100;
    assigns s; */
void note(State& s) {
    ++s.count;
}
