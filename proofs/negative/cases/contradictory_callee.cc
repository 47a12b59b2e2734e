// SPDX-License-Identifier: Apache-2.0
// A call of a function whose contract contradicts itself is refused.
// ledger: | `T-1` | contract | `read@90653bd0b373` | `cases/contradictory_callee.cc` | a test | none | none |
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result < 4 && \result > 9; */
uint32_t read();

/*@ assigns \nothing;
    ensures \result == 12; */
uint32_t f() { return read(); }
