// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/interval_set.h"

namespace stm {

void IntervalSet::clear() {
    count_ = 0;
}

bool IntervalSet::has_room(uint32_t n) const {
    return count_ <= kIntervalCapacity - n;
}

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
    //@ ghost uint32_t probes = 13;
    /*@ loop invariant range: 0 <= low <= count_ && width <= kIntervalCapacity;
        loop invariant REQ_POL_11_probes: 0 <= probes <= 13 && width < (1 << probes);
        loop invariant below: \forall integer k; 0 <= k < low ==> last_[k] < x;
        loop invariant above: \forall integer k; low + width <= k < count_ ==> x <= last_[k];
        loop assigns low, width, probes;
        loop variant probes;
    */
    while (width > 0) {
        uint32_t const half = width / 2;
        if (low + half < count_ && last_[low + half] < x) {
            low = low + half + 1;
        }
        width = half;
        //@ ghost probes = probes - 1;
    }
    return low;
}

uint32_t IntervalSet::end_of(uint64_t last) const {
    uint32_t const i = find(last);
    if (i < count_ && first_[i] <= last) {
        return i + 1;
    }
    return i;
}

void IntervalSet::open(uint32_t i) {
    uint32_t k = count_;
    /*@ loop invariant range: i <= k <= count_;
        loop invariant low_first: \forall integer m; 0 <= m <= k && m < count_ ==> first_[m] == \at(first_[m], Pre);
        loop invariant low_last: \forall integer m; 0 <= m <= k && m < count_ ==> last_[m] == \at(last_[m], Pre);
        loop invariant high_first: \forall integer m; k < m <= count_ ==> first_[m] == \at(first_[m - 1], Pre);
        loop invariant high_last: \forall integer m; k < m <= count_ ==> last_[m] == \at(last_[m - 1], Pre);
        loop assigns k, first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1];
        loop variant k;
    */
    while (k > i) {
        first_[k] = first_[k - 1];
        last_[k] = last_[k - 1];
        /*@ assert hit_first: first_[k] == \at(first_[\at(k - 1, Here)], Pre); */
        /*@ assert hit_last: last_[k] == \at(last_[\at(k - 1, Here)], Pre); */
        /*@ assert frame_first: \forall integer m; k < m < kIntervalCapacity ==>
                first_[m] == \at(first_[m], LoopCurrent); */
        /*@ assert frame_last: \forall integer m; k < m < kIntervalCapacity ==>
                last_[m] == \at(last_[m], LoopCurrent); */
        k = k - 1;
    }
    count_ = count_ + 1;
}

void IntervalSet::close(uint32_t from, uint32_t to) {
    uint32_t const gap = to - from;
    uint32_t i = to;
    /*@ loop invariant range: to <= i <= count_;
        loop invariant low_first: \forall integer k; 0 <= k < from ==> first_[k] == \at(first_[k], Pre);
        loop invariant low_last: \forall integer k; 0 <= k < from ==> last_[k] == \at(last_[k], Pre);
        loop invariant high_first: \forall integer k; from <= k < i - gap ==>
          first_[k] == \at(first_[\at(k + gap, Here)], Pre);
        loop invariant high_last: \forall integer k; from <= k < i - gap ==>
          last_[k] == \at(last_[\at(k + gap, Here)], Pre);
        loop invariant rest_first: \forall integer k; i <= k < count_ ==> first_[k] == \at(first_[k], Pre);
        loop invariant rest_last: \forall integer k; i <= k < count_ ==> last_[k] == \at(last_[k], Pre);
        loop assigns i, first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1];
        loop variant count_ - i;
    */
    while (i < count_) {
        first_[i - gap] = first_[i];
        last_[i - gap] = last_[i];
        /*@ assert hit_first: first_[i - gap] == \at(first_[\at(i, Here)], Pre); */
        /*@ assert hit_last: last_[i - gap] == \at(last_[\at(i, Here)], Pre); */
        /*@ assert frame_first: \forall integer k; 0 <= k < i - gap ==> first_[k] == \at(first_[k], LoopCurrent); */
        /*@ assert frame_last: \forall integer k; 0 <= k < i - gap ==> last_[k] == \at(last_[k], LoopCurrent); */
        i = i + 1;
    }
    count_ = count_ - gap;
}

void IntervalSet::place(uint32_t i, uint64_t first, uint64_t last) {
    open(i);
    first_[i] = first;
    last_[i] = last;
    /*@ assert low_first: \forall integer k; 0 <= k < i ==> first_[k] == \at(first_[k], Pre); */
    /*@ assert low_last: \forall integer k; 0 <= k < i ==> last_[k] == \at(last_[k], Pre); */
    /*@ assert high_first: \forall integer k; i < k < count_ ==> first_[k] == \at(first_[k - 1], Pre); */
    /*@ assert high_last: \forall integer k; i < k < count_ ==> last_[k] == \at(last_[k - 1], Pre); */
    /*@ assert low: \forall integer j, k; 0 <= j < k < i ==> \at(Apart(this, j, k), Pre) && Apart(this, j, k); */
    /*@ assert high: \forall integer j, k; i < j < k < count_ ==>
            \at(Apart(this, j - 1, k - 1), Pre) && Apart(this, j, k); */
    /*@ assert across: \forall integer j, k; 0 <= j < i < k < count_ ==>
            \at(Apart(this, j, k - 1), Pre) && Apart(this, j, k); */
    /*@ assert into: \forall integer j; 0 <= j < i ==> Apart(this, j, i); */
    /*@ assert out_of: \forall integer k; i < k < count_ ==> Apart(this, i, k); */
    /*@ assert valid: \forall integer k; 0 <= k < count_ ==> first_[k] <= last_[k] <= kLastAtom; */
    /*@ assert fresh: \forall integer x; first <= x <= last ==> Holds(this, i, x) && Member(this, x); */
    /*@ assert forth: \forall integer k, x; \at(Holds(this, k, x), Pre) ==>
            (Holds(this, k, x) || Holds(this, k + 1, x)) && Member(this, x); */
    /*@ assert back: \forall integer k, x; Holds(this, k, x) ==>
          first <= x <= last || (\at(Holds(this, k, x), Pre) && \at(Member(this, x), Pre)) ||
          (\at(Holds(this, k - 1, x), Pre) && \at(Member(this, x), Pre)); */
}

void IntervalSet::erase(uint32_t from, uint32_t to) {
    /*@ assert under: \forall integer k; 0 <= k < from ==> Apart(this, k, from) && last_[k] < first_[from]; */
    /*@ assert over: \forall integer k; to <= k < count_ ==> Apart(this, to - 1, k) && last_[to - 1] < first_[k]; */
    /*@ assert inner: \forall integer k; from <= k < to ==>
          (k == from || Apart(this, from, k)) && (k == to - 1 || Apart(this, k, to - 1)) &&
          first_[from] <= first_[k] && last_[k] <= last_[to - 1]; */
    close(from, to);
    /*@ assert low: \forall integer j, k; 0 <= j < k < from ==> \at(Apart(this, j, k), Pre) && Apart(this, j, k); */
    /*@ assert high: \forall integer j, k; from <= j < k < count_ ==>
          \at(Apart(this, \at(j + (to - from), Here), \at(k + (to - from), Here)), Pre) && Apart(this, j, k); */
    /*@ assert across: \forall integer j, k; 0 <= j < from <= k < count_ ==>
          \at(Apart(this, j, \at(k + (to - from), Here)), Pre) && Apart(this, j, k); */
    /*@ assert valid: \forall integer k; 0 <= k < count_ ==> first_[k] <= last_[k] <= kLastAtom; */
    /*@ assert forth: \forall integer k, x; \at(Holds(this, k, x), Pre) &&
          !(\at(first_[\at(from, Here)], Pre) <= x <= \at(last_[\at(to - 1, Here)], Pre)) ==>
            (Holds(this, k, x) || Holds(this, k - (to - from), x)) && Member(this, x); */
    /*@ assert back: \forall integer k, x; Holds(this, k, x) ==>
          !(\at(first_[\at(from, Here)], Pre) <= x <= \at(last_[\at(to - 1, Here)], Pre)) &&
          (\at(Holds(this, k, x), Pre) || \at(Holds(this, \at(k + (to - from), Here), x), Pre)) &&
          \at(Member(this, x), Pre); */
}

bool IntervalSet::insert(uint64_t first, uint64_t last) {
    uint32_t const from = find(first == 0 ? 0 : first - 1);
    uint32_t const to = end_of(last + 1);
    /*@ assert order: to < from ==> last_[to] < first && last + 1 < first_[to]; */
    /*@ assert ordered: from <= to; */
    if (from < to) {
        merge(from, to, first, last);
        return true;
    }
    if (count_ == kIntervalCapacity) {
        //@ assert alone: \forall integer k, x; first - 1 <= x <= last + 1 ==> !Holds(this, k, x);
        return false;
    }
    place(from, first, last);
    return true;
}

void IntervalSet::merge(uint32_t from, uint32_t to, uint64_t first, uint64_t last) {
    uint64_t const low = first_[from] < first ? first_[from] : first;
    uint64_t const high = last < last_[to - 1] ? last_[to - 1] : last;
    /*@ assert joined: \forall integer x; low <= x <= high ==>
          first <= x <= last || (Holds(this, from, x) && Member(this, x)) ||
          (Holds(this, to - 1, x) && Member(this, x)); */
    /*@ assert under: \forall integer k; 0 <= k < from ==> Apart(this, k, from) && last_[k] + 1 < low; */
    /*@ assert over: \forall integer k; to <= k < count_ ==> Apart(this, to - 1, k) && high + 1 < first_[k]; */
    erase(from, to);
    /*@ assert beyond: \forall integer k; from <= k < count_ ==>
            \at(Apart(this, \at(to - 1, Here), \at(k + (to - from), Here)), Pre) && high + 1 < first_[k]; */
    place(from, low, high);
}

bool IntervalSet::remove(uint64_t first, uint64_t last) {
    uint32_t const from = find(first);
    uint32_t const to = end_of(last);
    /*@ assert order: to < from ==> last_[to] < first && last < first_[to]; */
    /*@ assert ordered: from <= to; */
    if (from == to) {
        /*@ assert none: \forall integer k, x; first <= x <= last ==> !Holds(this, k, x); */
        /*@ assert nothing: \forall integer x; first <= x <= last ==> !Member(this, x); */
        return true;
    }
    if (count_ == kIntervalCapacity && from + 1 == to && first_[from] < first && last < last_[from]) {
        //@ assert left: Holds(this, from, first - 1) && Member(this, first - 1);
        //@ assert right: Holds(this, from, last + 1) && Member(this, last + 1);
        return false;
    }
    cut(from, to, first, last);
    return true;
}

void IntervalSet::cut(uint32_t from, uint32_t to, uint64_t first, uint64_t last) {
    uint64_t const bottom = first_[from];
    /*@ assert left: \forall integer x; bottom <= x < first ==> Holds(this, from, x) && Member(this, x); */
    /*@ assert under: \forall integer k; 0 <= k < from ==> Apart(this, k, from) && last_[k] + 1 < bottom; */
    /*@ assert before: \forall integer k, x; first <= x < bottom ==> !Holds(this, k, x); */
    /*@ assert outside: \forall integer x; first <= x < bottom ==> !Member(this, x); */
    keep_above(from, to, last);
    if (bottom < first) {
        place(from, bottom, first - 1);
    }
}

void IntervalSet::keep_above(uint32_t from, uint32_t to, uint64_t last) {
    uint64_t const top = last_[to - 1];
    /*@ assert right: \forall integer x; last < x <= top ==> Holds(this, to - 1, x) && Member(this, x); */
    /*@ assert under: \forall integer k; 0 <= k < from ==> last_[k] < first_[from]; */
    /*@ assert over: \forall integer k; to <= k < count_ ==> Apart(this, to - 1, k) && top + 1 < first_[k]; */
    /*@ assert beyond: \forall integer k, x; top < x <= last ==> !Holds(this, k, x); */
    /*@ assert behind: \forall integer x; top < x <= last ==> !Member(this, x); */
    erase(from, to);
    /*@ assert higher: \forall integer k; from <= k < count_ ==>
            \at(Apart(this, \at(to - 1, Here), \at(k + (to - from), Here)), Pre) && top + 1 < first_[k]; */
    if (last < top) {
        place(from, last + 1, top);
    }
}

} // namespace stm
