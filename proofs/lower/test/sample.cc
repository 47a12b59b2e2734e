// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/test/sample.h"

namespace stm {

namespace short_name = stm;

Status Table::add(Range const& range) {
    if (!valid(range)) return Status::Invalid;
    if (count_ >= kSlots) {
        return Status::Full;
    } else if (mode_ == Mode::Closed) {
        return Status::Invalid;
    }
    //@ ghost uint32_t before = count_; hint(3);
    Slot& slot = slots_[count_];
    //@ assert \valid(&slot) && slot.uses[0] == (*&slot).uses[0] && &slot.range == &slots_[count_].range;
    slot.range = range;
    slot.uses[0] = 0;
    slot.uses[1] = Table::kDepth;
    count_ += 1;
    /*@ ghost
        if (before < kSlots) { before = before + 1; }
        /@ assert before == count_; @/
    */
    return Status::Ok;
}

bool Table::has(Pfn page) const /*@ ghost (uint32_t weight) */ {
    /*@ loop invariant 0 <= i <= count_;
        loop invariant \forall integer j; 0 <= j < i ==> !In(slots_[j].range, page);
        loop assigns i, cost;
        loop variant count_ - i; */
    for (uint32_t i = 0; i < count_; ++i) {
        /*@ ghost cost = (uint64_t)(cost & 0xff) + weight; */
        Range const& r = slots_[i].range;
        if (page >= r.first && page - r.first < r.pages) return true;
    }
    return false;
}

uint32_t Table::depth() {
    return kDepth;
}

void fill(uint32_t (&a)[4], uint8_t by) {
    uint32_t i = 4;
    /*@ loop invariant 0 < i <= 4;
        loop assigns i, a[0 .. 3];
        loop variant i; */
    do {
        i--;
        a[i] = i + by;
    } while (i > 0);
}

/*@ requires x <= 100 && \valid_read(&table) && Table::Inv(&table);
    assigns cost;
    ensures \result >= kLowest; */
int32_t weigh(Table const& table, uint32_t x, Mode mode) {
    int32_t sum = static_cast<int32_t>(x) - 5;
before:
    if (table.has(x) /*@ ghost (1u) */) sum = sum + (mode == Mode::Open ? 1 : 2);
    //@ assert sum >= \at(sum, before);
    switch (static_cast<uint8_t>(mode)) {
    case 0:
    case 1: {
        uint16_t const width = kWidths[x % 3];
        sum += width;
        break;
    }
    default: break;
    }
    return sum;
}

/*@ assigns \nothing;
    ensures \let r = \result; r.pages == 0 ==> r.state == Status::Invalid; */
Range choose(bool first, Frame frame) {
    Range const zero{};
    Range some = {.first = static_cast<Pfn>(frame), .pages = static_cast<uint64_t>(first) + 1, .state = Status::Ok};
    some.state = zero.pages == 0 && !first ? Status::Full : Status::Ok;
    if (first) return kNone;
    return some;
}

} // namespace stm

using stm::Status;

extern "C" {
//@ assigns \nothing; ensures \result == (value > 9 ? Status::Invalid : Status::Ok);
Status stm_check(uint32_t value);
}

Status stm_check(uint32_t value) {
    return value > 9 ? Status::Invalid : Status::Ok;
}
