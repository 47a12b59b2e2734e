// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>

//@ assigns \nothing;
template <class T>
T smaller(T a, T b) {
    return a < b ? a : b;
}
