// SPDX-License-Identifier: Apache-2.0
// A fact about bit operators that is false for one value is refused.
// bit fact: off_by_one (= (land x 0xfff) (mod x 4095))
// bit fact: right (= (land x 0xfff) (mod x 4096))
// refused: bits: off_by_one
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result == 1; */
uint32_t f() { return 1; }
