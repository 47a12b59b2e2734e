// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
[[gnu::noinline]] uint32_t one() {
    return 1;
}
