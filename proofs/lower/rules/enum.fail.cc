// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

enum Kind { Memory, Port };

//@ assigns \nothing;
bool one() {
    return true;
}
