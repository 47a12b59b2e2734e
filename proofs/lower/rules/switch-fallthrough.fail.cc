// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

enum class Kind : uint8_t { Page, Port };

//@ assigns \nothing;
uint32_t unit(Kind kind) {
    uint32_t size = 0;
    switch (kind) {
    case Kind::Page: size = 4096;
    case Kind::Port: size = 1; break;
    default: break;
    }
    return size;
}
