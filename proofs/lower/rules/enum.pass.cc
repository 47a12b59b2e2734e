// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

enum class Kind : uint8_t { Memory, Port };

//@ assigns \nothing;
bool is_port(Kind kind) {
    return kind == Kind::Port;
}
