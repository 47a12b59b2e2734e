// SPDX-License-Identifier: Apache-2.0
// A function without a contract is refused.
// refused: lowering: contract-missing
#include <stdint.h>

uint32_t f() { return 1; }
