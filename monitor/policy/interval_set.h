// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// A set of atoms, kept as sorted, merged, closed intervals: two arrays, as the search reads only the upper ends. An
// atom is one thing that can be granted or refused (request.h). Contracts speak of members, not of array slots.
namespace stm {

// The ten pairs of an area and an access times 256 ranges (REQ-POL-16), and a whole list of requests above them.
inline constexpr uint32_t kIntervalCapacity = 4096;
inline constexpr uint64_t kLastAtom = 0xfffffffffff;

class IntervalSet {
public:
    /*@
      predicate Apart(IntervalSet* s, integer i, integer j) = s->last_[i] + 1 < s->first_[j];

      predicate Inv(IntervalSet* s) =
        s->count_ <= kIntervalCapacity &&
        (\forall integer i; 0 <= i < s->count_ ==> s->first_[i] <= s->last_[i] <= kLastAtom) &&
        (\forall integer i, j; 0 <= i < j < s->count_ ==> Apart(s, i, j));

      predicate Holds(IntervalSet* s, integer k, integer x) =
        0 <= k < s->count_ && s->first_[k] <= x <= s->last_[k];

      predicate Member(IntervalSet* s, integer x) = \exists integer k; Holds(s, k, x);

      logic integer Used(IntervalSet* s) = s->count_;

      predicate Same{L, M}(IntervalSet* s) =
        \at(s->count_, L) == \at(s->count_, M) &&
        (\forall integer k; 0 <= k < kIntervalCapacity ==>
          \at(s->first_[k], L) == \at(s->first_[k], M) && \at(s->last_[k], L) == \at(s->last_[k], M));

      lemma same_holds{L, M}: \forall IntervalSet* s, integer k, x;
        Same{L, M}(s) && Inv{L}(s) ==> (Holds{L}(s, k, x) <==> Holds{M}(s, k, x));

      lemma same_members{L, M}: \forall IntervalSet* s, integer x;
        Same{L, M}(s) && Inv{L}(s) ==> (Member{L}(s, x) <==> Member{M}(s, x));

      lemma same_is_whole{L, M}: \forall IntervalSet* s; Same{L, M}(s) && Inv{L}(s) ==> Inv{M}(s);

      // n more intervals find a place.
      predicate Room(IntervalSet* s, integer n) = Used(s) + n <= kIntervalCapacity;
    */

    /*@ requires \valid(this);
        assigns *this;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_01_empty: \forall integer x; !Member(this, x);
        ensures REQ_POL_16_room: Room(this, kIntervalCapacity);
    */
    void clear();

    /*@ requires \valid_read(this) && Inv(this);
        requires n <= kIntervalCapacity;
        assigns \nothing;
        ensures REQ_POL_08_room: \result <==> Room(this, n);
    */
    [[nodiscard]] bool has_room(uint32_t n) const;

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

    // Adds all of [first, last]. False, and nothing changed, only when the set is full and no interval of it touches
    // the new one.
    /*@ requires \valid(this) && Inv(this);
        requires first <= last <= kLastAtom;
        assigns *this;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_03_added: \result ==>
          (\forall integer x; Member(this, x) <==> (\old(Member(this, x)) || first <= x <= last));
        ensures REQ_POL_08_room: Used(this) <= \old(Used(this)) + 1;
        ensures REQ_POL_08_not_refused: \old(Room(this, 1)) ==> \result;
        ensures REQ_POL_08_apart: !\result ==> (\forall integer x; first - 1 <= x <= last + 1 ==> !Member(this, x));
        ensures REQ_POL_05_refused: !\result ==> *this == \old(*this);
    */
    [[nodiscard]] bool insert(uint64_t first, uint64_t last);

    // Takes all of [first, last] away. False, and nothing changed, only when the set is full and one interval would
    // become two.
    /*@ requires \valid(this) && Inv(this);
        requires first <= last <= kLastAtom;
        assigns *this;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_03_removed: \result ==>
          (\forall integer x; Member(this, x) <==> (\old(Member(this, x)) && !(first <= x <= last)));
        ensures REQ_POL_08_room: Used(this) <= \old(Used(this)) + 1;
        ensures REQ_POL_08_not_refused: \old(Room(this, 1)) ==> \result;
        ensures REQ_POL_08_splits: !\result ==> Member(this, first - 1) && Member(this, last + 1);
        ensures REQ_POL_05_refused: !\result ==> *this == \old(*this);
    */
    [[nodiscard]] bool remove(uint64_t first, uint64_t last);

private:
    // The number of intervals that end below x: thirteen probes at most, whatever the set holds.
    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures range: 0 <= \result <= count_;
        ensures below: \forall integer k; 0 <= k < \result ==> last_[k] < x;
        ensures above: \forall integer k; \result <= k < count_ ==> x <= last_[k];
    */
    [[nodiscard]] uint32_t find(uint64_t x) const;

    // The number of intervals that begin at or below last.
    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures range: 0 <= \result <= count_;
        ensures below: \forall integer k; 0 <= k < \result ==> first_[k] <= last;
        ensures above: \forall integer k; \result <= k < count_ ==> last < first_[k];
    */
    [[nodiscard]] uint32_t end_of(uint64_t last) const;

    // Moves the intervals from i on one slot up.
    /*@ requires \valid(this) && i <= count_ < kIntervalCapacity;
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures size: count_ == \old(count_) + 1;
        ensures low_first: \forall integer k; 0 <= k < i ==> first_[k] == \old(first_[k]);
        ensures low_last: \forall integer k; 0 <= k < i ==> last_[k] == \old(last_[k]);
        ensures high_first: \forall integer k; i < k < count_ ==> first_[k] == \old(first_[k - 1]);
        ensures high_last: \forall integer k; i < k < count_ ==> last_[k] == \old(last_[k - 1]);
    */
    void open(uint32_t i);

    // Moves the intervals from to on down to from.
    /*@ requires \valid(this) && from <= to <= count_ <= kIntervalCapacity;
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures size: count_ == \old(count_) - (to - from);
        ensures low_first: \forall integer k; 0 <= k < from ==> first_[k] == \old(first_[k]);
        ensures low_last: \forall integer k; 0 <= k < from ==> last_[k] == \old(last_[k]);
        ensures high_first: \forall integer k; from <= k < count_ ==> first_[k] == \old(first_[k + (to - from)]);
        ensures high_last: \forall integer k; from <= k < count_ ==> last_[k] == \old(last_[k + (to - from)]);
    */
    void close(uint32_t from, uint32_t to);

    // A new interval i, apart from its neighbours.
    /*@ requires \valid(this) && Inv(this) && count_ < kIntervalCapacity;
        requires i <= count_ && first <= last <= kLastAtom;
        requires below: \forall integer k; 0 <= k < i ==> last_[k] + 1 < first;
        requires above: \forall integer k; i <= k < count_ ==> last + 1 < first_[k];
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures Inv(this);
        ensures count: count_ == \old(count_) + 1;
        ensures added: \forall integer x; Member(this, x) <==> (\old(Member(this, x)) || first <= x <= last);
        ensures own: first_[i] == first && last_[i] == last;
        ensures low_last: \forall integer k; 0 <= k < i ==> last_[k] == \old(last_[k]);
        ensures high_first: \forall integer k; i < k < count_ ==> first_[k] == \old(first_[k - 1]);
    */
    void place(uint32_t i, uint64_t first, uint64_t last);

    // Drops the intervals from <= k < to.
    /*@ requires \valid(this) && Inv(this);
        requires from < to <= count_;
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures Inv(this);
        ensures count: count_ == \old(count_) - (to - from);
        ensures erased: \forall integer x; Member(this, x) <==>
          (\old(Member(this, x)) && !(\old(first_[from]) <= x <= \old(last_[to - 1])));
        ensures low_last: \forall integer k; 0 <= k < from ==> last_[k] == \old(last_[k]);
        ensures high_first: \forall integer k; from <= k < count_ ==> first_[k] == \old(first_[k + (to - from)]);
    */
    void erase(uint32_t from, uint32_t to);

    // Makes one interval of [first, last] and the intervals from <= k < to, which are those that overlap or adjoin it.
    /*@ requires \valid(this) && Inv(this);
        requires from < to <= count_ && first <= last <= kLastAtom;
        requires below: \forall integer k; 0 <= k < from ==> last_[k] + 1 < first;
        requires above: \forall integer k; to <= k < count_ ==> last + 1 < first_[k];
        requires meets: first <= last_[from] + 1 && first_[to - 1] <= last + 1;
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures Inv(this);
        ensures added: \forall integer x; Member(this, x) <==> (\old(Member(this, x)) || first <= x <= last);
        ensures count: count_ <= \old(count_);
    */
    void merge(uint32_t from, uint32_t to, uint64_t first, uint64_t last);

    // Of the intervals from <= k < to, the last of which begins at or below last, keeps what lies above last.
    /*@ requires \valid(this) && Inv(this);
        requires from < to <= count_ && last <= kLastAtom;
        requires meets: first_[from] <= last && first_[to - 1] <= last;
        requires above: \forall integer k; to <= k < count_ ==> last < first_[k];
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures Inv(this);
        ensures kept: \forall integer x; Member(this, x) <==>
          (\old(Member(this, x)) && !(\old(first_[from]) <= x <= last));
        ensures count: from <= count_ <= \old(count_) - (to - from) + 1;
        ensures fits: \old(last_[to - 1]) <= last ==> count_ == \old(count_) - (to - from);
        ensures low_last: \forall integer k; 0 <= k < from ==> last_[k] == \old(last_[k]);
        ensures above: \forall integer k; from <= k < count_ ==> last < first_[k];
    */
    void keep_above(uint32_t from, uint32_t to, uint64_t last);

    // Takes [first, last] out of the intervals from <= k < to, which are those that it meets.
    /*@ requires \valid(this) && Inv(this);
        requires from < to <= count_ && first <= last <= kLastAtom;
        requires below: \forall integer k; 0 <= k < from ==> last_[k] < first;
        requires above: \forall integer k; to <= k < count_ ==> last < first_[k];
        requires meets: first <= last_[from] && first_[to - 1] <= last;
        requires room: count_ < kIntervalCapacity || from + 1 < to || first <= first_[from] || last_[from] <= last;
        assigns first_[0 .. kIntervalCapacity - 1], last_[0 .. kIntervalCapacity - 1], count_;
        ensures Inv(this);
        ensures removed: \forall integer x; Member(this, x) <==> (\old(Member(this, x)) && !(first <= x <= last));
        ensures count: count_ <= \old(count_) + 1;
    */
    void cut(uint32_t from, uint32_t to, uint64_t first, uint64_t last);

    uint64_t first_[kIntervalCapacity];
    uint64_t last_[kIntervalCapacity];
    uint32_t count_;
};

} // namespace stm
