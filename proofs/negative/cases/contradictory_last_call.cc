// SPDX-License-Identifier: Apache-2.0
// A contradiction that the last call of a function brings in is found.
// ledger: | `T-1` | contract | `read@90653bd0b373` | `cases/contradictory_last_call.cc` | a test | none | none |
// refused: smoke: f_check_redoubt_path_end
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result < 4 && \result > 9; */
uint32_t read();

/*@ assigns \nothing; */
void f() { read(); }
