// SPDX-License-Identifier: Apache-2.0
// A place for each operator; mutate.cpp lists what is expected of each.
#include <stdint.h>

namespace ops {

enum class Colour : uint8_t { Red, Green, Blue };

constexpr uint32_t kSize = 8;

struct Pair {
    uint32_t left;
    uint32_t right;
};

uint32_t difference(uint32_t high, uint32_t low) {
    return high - low;
}

bool in_range(uint32_t value, bool open) {
    if (open) { return true; }
    return !(value > kSize) && value != 3;
}

Pair make(uint32_t a, uint32_t b) {
    return Pair{.left = a, .right = b};
}

Colour next(Colour colour) {
    switch (colour) {
    case Colour::Red: return Colour::Green;
    case Colour::Green: return Colour::Blue;
    default: return colour;
    }
}

uint32_t work(Pair& pair, uint32_t mask) {
    //@ assert kept: mask + 1 > mask;
    pair.left = pair.left & mask;
    pair.right += 1;
    uint32_t sum = 0;
    /*@ loop invariant i <= 8; */
    for (uint32_t i = 0; i < kSize; ++i) {
        if (i == 5) { continue; }
        sum = sum + difference(pair.left, pair.right);
    }
    return sum << 2;
}

} // namespace ops
