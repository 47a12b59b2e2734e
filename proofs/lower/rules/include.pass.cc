// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>
#include <stdint.h>

//@ assigns \nothing;
size_t one() {
    return 1;
}
