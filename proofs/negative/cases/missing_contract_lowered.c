// SPDX-License-Identifier: Apache-2.0
// A function whose contract the lowering lost is refused.
// function: f bare
// refused: contract: f
// refused: missing: f
#include <stdint.h>

uint32_t f(void) { return 1; }
