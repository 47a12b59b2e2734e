// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace stm::vmcs {

struct Smram { // TSEG, in bytes; it does not wrap
    uint64_t base;
    uint64_t size;
};

/*@
  predicate ValidSmram(Smram* s) = s->base + s->size <= 0x10000000000000 && s->size > 0;

  // A whole region outside SMRAM, below `end`.
  predicate Foreign(Smram* s, integer end, integer pointer) =
    pointer % 0x1000 == 0 && pointer + 0x1000 <= end &&
    (pointer + 0x1000 <= s->base || s->base + s->size <= pointer);
*/

// Whether a VMCS pointer of the OS may be used: nothing of the monitor or the BIOS lies there. Physical addresses end at
// `end`, which is a power of two of at most 2^52.
/*@ requires \valid_read(&smram) && ValidSmram(&smram) && end % 0x1000 == 0 && end <= 0x10000000000000;
    assigns \nothing;
    ensures REQ_VMCS_05_foreign: \result <==> Foreign(&smram, end, pointer);
*/
[[nodiscard]] bool foreign(Smram const& smram, uint64_t end, uint64_t pointer);

} // namespace stm::vmcs
