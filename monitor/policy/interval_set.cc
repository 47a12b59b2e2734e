// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"

namespace stm {

void IntervalSet::clear() { count_ = 0; }

bool IntervalSet::contains(uint64_t x) const {
  uint32_t const i = find(x);
  /*@ assert here: i < count_ && first_[i] <= x ==> Holds(this, i, x) && Member(this, x); */
  /*@ assert nowhere: !(i < count_ && first_[i] <= x) ==> (\forall integer k; !Holds(this, k, x)); */
  return i < count_ && first_[i] <= x;
}

bool IntervalSet::intersects(uint64_t first, uint64_t last) const {
  uint32_t const i = find(first);
  /*@ assert witness: i < count_ && first_[i] <= last ==>
        (\let x = \max(first, first_[i]); first <= x <= last && Holds(this, i, x) && Member(this, x)); */
  return i < count_ && first_[i] <= last;
}

bool IntervalSet::covers(uint64_t first, uint64_t last) const {
  uint32_t const i = find(first);
  /*@ assert whole: i < count_ && first_[i] <= first && last <= last_[i] ==>
        (\forall integer x; first <= x <= last ==> Holds(this, i, x) && Member(this, x)); */
  /*@ assert absent: i == count_ || first < first_[i] ==> !Member(this, first); */
  /*@ assert gap: i < count_ && first_[i] <= first && last_[i] < last ==> !Member(this, last_[i] + 1); */
  return i < count_ && first_[i] <= first && last <= last_[i];
}

uint32_t IntervalSet::find(uint64_t x) const {
  uint32_t low = 0;
  uint32_t width = kIntervalCapacity;
  /*@ loop invariant range: 0 <= low <= count_ && width <= kIntervalCapacity;
      loop invariant below: \forall integer k; 0 <= k < low ==> last_[k] < x;
      loop invariant above: \forall integer k; low + width <= k < count_ ==> x <= last_[k];
      loop assigns low, width;
      loop variant width;
  */
  while (width > 0) {
    uint32_t const half = width / 2;
    if (low + half < count_ && last_[low + half] < x) {
      low = low + half + 1;
    }
    width = half;
  }
  return low;
}

}  // namespace stm
