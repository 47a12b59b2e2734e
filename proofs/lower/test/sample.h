// SPDX-License-Identifier: Apache-2.0
// One of everything that Checked C++ has; lowering_test.cpp lowers it, compiles the C, and has Frama-C parse it.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace stm {

using Pfn = uint64_t;

inline constexpr uint32_t kSlots = 8;
inline constexpr Pfn kTop = 0x100'0000'0000;
inline constexpr int32_t kLowest = -5;
constexpr uint16_t kWidths[3] = {1, 2, 4};

enum class Frame : uint64_t {};
enum class Status : uint8_t { Ok = 0, Full = 1, Invalid = 0xff };

static_assert(sizeof(Status) == 1);

struct Range {
    Pfn first;
    Pfn pages;
    Status state;
};

constexpr Range kNone{.first = 0, .pages = 0, .state = Status::Invalid};

//@ ghost uint64_t cost = 0;

/*@ predicate Valid(Range r) = r.pages > 0 && r.first + r.pages <= kTop;
    predicate In(Range r, integer p) = r.first <= p < r.first + r.pages;
    logic integer end(Range r) = r.first + r.pages;   // one past the last page
    lemma end_follows: \forall Range r; Valid(r) ==> end(r) > r.first;
*/

/*@ axiomatic Count {
      logic integer count{L}(Range* a, integer n) reads a[0 .. n - 1].pages;
      axiom count_none{L}: \forall Range* a; count{L}(a, 0) == 0;
    }
    inductive Chain{L}(integer a, integer b) {
      case chain_self{L}: \forall integer x; Chain{L}(x, x);
      case chain_step{L}: \forall integer x, y; Chain{L}(x, y) ==> Chain{L}(x, y + 1);
    }
*/

/*@ ghost
    /@ requires x < 100;
       assigns \nothing;
       ensures x + 1 <= 100; @/
    void hint(uint32_t x) {
      if (x > 3) { ; } else { ; }
    }
*/

/*@ requires \valid_read(&r);
    assigns \nothing;
    ensures \result <==> Valid(r);
*/
[[nodiscard]] inline bool valid(Range const& r) {
    return r.pages > 0 && r.pages <= kTop && r.first <= kTop - r.pages;
}

class Table {
public:
    enum class Mode : uint8_t { Open, Closed };
    struct Slot {
        Range range;
        uint32_t uses[2];
    };
    static constexpr uint32_t kDepth = 3;

    /*@ predicate Inv(Table* t) = t->count_ <= kSlots && (t->mode_ == Mode::Open || t->mode_ == Mode::Closed) && kDepth == 3;
        predicate Same{L1, L2}(Table* t) = \at(t->count_, L1) == \at(t->count_, L2); */

    //@ requires \valid(this); assigns *this; ensures REQ_POL_01_empty: Inv(this) && count_ == 0;
    void clear() {
        count_ = 0;
        set_mode(Mode::Open);
    }

    /*@ requires \valid(this) && Inv(this);
        requires \valid_read(&range) && \separated(this, &range);
        assigns *this;
        ensures Inv(this);
        behavior full:
          assumes count_ == kSlots;
          ensures REQ_POL_02_refused: \result == Status::Full && Same{Pre, Post}(this);
        behavior room:
          assumes count_ < kSlots;
          ensures REQ_POL_02_added: \result == Status::Ok ==> count_ == \old(count_) + 1 && slots_[count_ - 1].range == range;
        complete behaviors full, room;
        disjoint behaviors;
    */
    [[nodiscard]] Status add(Range const& range);

    /*@ requires \valid_read(this) && Inv(this) && weight < 10;
        assigns cost;
        ensures \result <==> (\exists integer i; 0 <= i < count_ && In(slots_[i].range, page));
    */
    [[nodiscard]] bool has(Pfn page) const /*@ ghost (uint32_t weight) */;

    //@ assigns \nothing; ensures \result == kDepth;
    [[nodiscard]] static uint32_t depth();

private:
    //@ requires \valid(this); assigns mode_; ensures mode_ == mode;
    void set_mode(Mode mode) { mode_ = mode; }

    Slot slots_[kSlots];
    uint32_t count_;
    Mode mode_;
};

using Mode = Table::Mode;

/*@ requires \valid(a + (0 .. 3));
    assigns a[0 .. 3]; */
void fill(uint32_t (&a)[4], uint8_t by);

} // namespace stm
