// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/bytes/bytes.h"

#include <stdint.h>

// Whether a table's bytes are those that its author has summed up (ACPI 6.5, 5.2.6).
namespace stm::acpi {

inline constexpr uint32_t kMostTable = 0x1000;              // bytes of a table that is read
inline constexpr uint32_t kTableWords = kMostTable / 8 + 1; // of the words in which it lies, wherever it begins

/*@
  // The bytes from `first` on add up to `sum`.
  inductive SumsTo{L}(uint64_t* w, integer first, integer bytes, integer sum) {
    case none{L}: \forall uint64_t* v, integer o; SumsTo{L}(v, o, 0, 0);
    case one_more{L}: \forall uint64_t* v, integer o, integer n, integer s;
      0 <= n && SumsTo{L}(v, o, n, s) ==> SumsTo{L}(v, o, n + 1, s + ByteAt{L}(v, o + n));
  }

  predicate AddsUp{L}(uint64_t* w, integer first, integer bytes) =
    \exists integer sum; SumsTo{L}(w, first, bytes, sum) && sum % 0x100 == 0;
*/

/*@ requires first < 8 && bytes <= kMostTable && \valid_read(words + (0 .. (first + bytes + 7) / 8 - 1));
    assigns \nothing;
    ensures REQ_BIOS_07_sum: \result <==> AddsUp(words, first, bytes);
*/
[[nodiscard]] bool adds_up(uint64_t const* words, uint32_t first, uint32_t bytes);

} // namespace stm::acpi
