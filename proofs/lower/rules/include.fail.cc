// SPDX-License-Identifier: Apache-2.0
#include <limits.h>

//@ assigns \nothing;
unsigned one() {
    return 1;
}
