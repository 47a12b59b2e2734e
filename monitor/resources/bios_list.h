// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/resources/bios_parts.h"

#include <stdint.h>

// The BIOS's list of what its handler needs, as the monitor has it: everything that is said of it is said of the copy
// (REQ-RSC-11).
namespace stm::resources {

/*@
  // Nothing of what was dropped shows behind the end, where there is a list.
  predicate Padded{L}(uint64_t* w, integer bytes) = bytes <= kMostListBytes &&
    (0 < bytes ==> (\forall integer b; bytes <= b < kMostListBytes ==> ByteAt(w, b) == 0));

  predicate IsBiosList{L}(BiosList* l) =
    0 < l->bytes && Padded(&l->word[0], l->bytes) && List(&l->word[0], l->bytes, Call::Claim, &l->nodes);

  predicate NoBiosList{L}(BiosList* l) = l->bytes == 0 && l->nodes.count == 0;
*/

// Copies the list at the address and reads it.
/*@ requires \valid(&list) && \valid(&window) && \valid_read(&layout) && \separated(&list, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns list, window.entry[0];
    ensures outcome: \result <= Outcome::Cycle;
    ensures REQ_RSC_06_whole: \result == Outcome::Ok ==> IsBiosList(&list);
    ensures REQ_RSC_06_refused: \result != Outcome::Ok ==> NoBiosList(&list);
    ensures REQ_BIOS_02_in_smram: !InBiosSmram(&layout, address, 8) ==> \result == Outcome::NotInSmram;
*/
[[nodiscard]] Outcome read_bios_list(BiosList& list, uint64_t address, Layout const& layout, arch::Window& window,
                                     uint64_t linear);

} // namespace stm::resources
