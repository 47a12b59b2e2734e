// SPDX-License-Identifier: Apache-2.0
// An assumption that nothing needs is refused.
// ledger: | `T-1` | axiom | `level_zero` | `cases/unused_ledger_entry.cc` | a test | none | none |
// refused: ledger: T-1
#include <stdint.h>

/*@ assigns \nothing;
    ensures \result == 1; */
uint32_t f() { return 1; }
