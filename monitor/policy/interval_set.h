// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// A set of atoms (pages, ports, MSR bits, configuration bytes), kept as sorted, merged, closed intervals: two arrays, as the
// search reads only the upper ends. Contracts speak of members, not of array slots.
namespace stm {

inline constexpr uint32_t kIntervalCapacity = 256;   // REQ-POL-16
inline constexpr uint64_t kLastAtom = 0xffffffffff;  // 2^40 pages of 4 KiB are the 52 physical address bits (SDM vol. 3A 4.1.4)

class IntervalSet {
 public:
  /*@
    predicate Inv(IntervalSet* s) =
      s->count_ <= kIntervalCapacity &&
      (\forall integer i; 0 <= i < s->count_ ==> s->first_[i] <= s->last_[i] <= kLastAtom) &&
      (\forall integer i, j; 0 <= i < j < s->count_ ==> s->last_[i] + 1 < s->first_[j]);

    predicate Holds(IntervalSet* s, integer k, integer x) =
      0 <= k < s->count_ && s->first_[k] <= x <= s->last_[k];

    predicate Member(IntervalSet* s, integer x) = \exists integer k; Holds(s, k, x);
  */

  /*@ requires \valid(this);
      assigns *this;
      ensures REQ_POL_06_invariant: Inv(this);
      ensures REQ_POL_01_empty: \forall integer x; !Member(this, x);
  */
  void clear();

  /*@ requires \valid_read(this) && Inv(this);
      assigns \nothing;
      ensures REQ_POL_11_contains: \result <==> Member(this, x);
  */
  [[nodiscard]] bool contains(uint64_t x) const;

  /*@ requires \valid_read(this) && Inv(this);
      requires first <= last;
      assigns \nothing;
      ensures REQ_POL_11_intersects: \result <==> (\exists integer x; first <= x <= last && Member(this, x));
  */
  [[nodiscard]] bool intersects(uint64_t first, uint64_t last) const;

  /*@ requires \valid_read(this) && Inv(this);
      requires first <= last;
      assigns \nothing;
      ensures REQ_POL_11_covers: \result <==> (\forall integer x; first <= x <= last ==> Member(this, x));
  */
  [[nodiscard]] bool covers(uint64_t first, uint64_t last) const;

 private:
  // The number of intervals that end below x: nine probes, whatever the set holds.
  /*@ requires \valid_read(this) && Inv(this);
      assigns \nothing;
      ensures range: 0 <= \result <= count_;
      ensures below: \forall integer k; 0 <= k < \result ==> last_[k] < x;
      ensures above: \forall integer k; \result <= k < count_ ==> x <= last_[k];
  */
  [[nodiscard]] uint32_t find(uint64_t x) const;

  uint64_t first_[kIntervalCapacity];
  uint64_t last_[kIntervalCapacity];
  uint32_t count_;
};

}  // namespace stm
