// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/database.h"

namespace stm::domains {

void VmcsDatabase::clear() {
    count_ = 0;
}

uint32_t VmcsDatabase::find(uint64_t pointer) const {
    uint32_t i = 0;
    /*@ loop invariant range: 0 <= i <= count_;
        loop invariant missing: \forall integer k; 0 <= k < i ==> pointer_[k] != pointer;
        loop assigns i;
        loop variant count_ - i;
    */
    while (i < count_ && pointer_[i] != pointer) {
        ++i;
    }
    return i;
}

bool VmcsDatabase::contains(uint64_t pointer) const {
    uint32_t const i = find(pointer);
    //@ assert witness: i < count_ ==> Holds(this, i, pointer);
    return i < count_;
}

bool VmcsDatabase::is_full() const {
    return count_ == kVmcsCapacity;
}

Domain VmcsDatabase::domain_of(uint64_t pointer) const {
    uint32_t const i = find(pointer);
    if (i == count_) {
        return unnamed();
    }
    //@ assert witness: Holds(this, i, pointer);
    return domain_[i];
}

void VmcsDatabase::add(uint64_t pointer, Domain domain) {
    //@ assert absent: \forall integer k; Holds(this, k, pointer) ==> Member(this, pointer);
    pointer_[count_] = pointer;
    domain_[count_] = domain;
    ++count_;
    //@ assert kept: \forall integer k; 0 <= k < count_ - 1 ==> pointer_[k] == \at(pointer_[k], Pre);
    //@ assert domains: \forall integer k; 0 <= k < count_ - 1 ==> domain_[k] == \at(domain_[k], Pre);
    //@ assert witness: Holds(this, count_ - 1, pointer);
    //@ assert old_slots: \forall integer k, q; \at(Holds(this, k, q), Pre) ==> Holds(this, k, q);
    //@ assert no_more: \forall integer k, q; Holds(this, k, q) && q != pointer ==> \at(Holds(this, k, q), Pre);
    //@ assert only: \forall integer k; 0 <= k < count_ - 1 ==> \at(Holds(this, k, pointer_[k]), Pre);
    //@ assert unlike: \forall integer k; 0 <= k < count_ - 1 ==> pointer_[k] != pointer;
}

// The last slot takes the place of the one that goes.
void VmcsDatabase::remove(uint64_t pointer) {
    uint32_t const i = find(pointer);
    uint32_t const last = count_ - 1;
    Domain const moved = domain_[last];
    pointer_[i] = pointer_[last];
    domain_[i] = moved;
    count_ = last;
    //@ assert stays: \forall integer k, q; k != i && Holds(this, k, q) ==> \at(Holds(this, k, q), Pre);
    //@ assert moved: i < last ==> \at(Holds(this, count_ - 1, pointer_[count_ - 1]), Pre);
    //@ assert stayed: \forall integer k, q; k != i && k != last && \at(Holds(this, k, q), Pre) ==> Holds(this, k, q);
    //@ assert gone: \at(pointer_[count_ - 1], Pre) != pointer ==> Holds(this, i, \at(pointer_[count_ - 1], Pre));
    //@ assert back: \forall integer q; Member(this, q) ==> \at(Member(this, q), Pre);
    //@ assert forth: \forall integer q; q != pointer && \at(Member(this, q), Pre) ==> Member(this, q);
}

} // namespace stm::domains
