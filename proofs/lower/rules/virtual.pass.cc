// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

enum class Shape : uint8_t { Square, Line };

//@ assigns \nothing;
uint32_t corners(Shape shape) {
    switch (shape) {
    case Shape::Square: return 4;
    default: return 2;
    }
}
