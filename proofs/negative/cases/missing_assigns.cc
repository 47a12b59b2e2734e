// SPDX-License-Identifier: Apache-2.0
// A contract that does not say what changes is refused.
// refused: lowering: contract-assigns
#include <stdint.h>

/*@ ensures \result == 1; */
uint32_t f() { return 1; }
