// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/policy.h"

namespace stm {

bool os_legal(Request const& r) {
    return legal(r) && r.area != Area::TrappedPort &&
           (r.area != Area::Msr || (r.first % 64 == 0 && r.last % 64 == 63)) &&
           (r.area != Area::Pci || (r.first % 4096 == 0 && r.last % 4096 == 4095));
}

void Policy::start(Layout const& layout) {
    layout_ = layout;
    sealed_ = false;
    claims_.clear();
    protections_.clear();
    //@ assert layout: layout_.mseg_first == layout.mseg_first && layout_.tseg_last == layout.tseg_last;
}

void Policy::seal() {
    sealed_ = true;
}

Status Policy::judge_claim(Request const& r) const {
    if (!legal(r)) {
        return Status::Illegal;
    }
    if (is_reserved(layout_, r)) {
        return Status::Reserved;
    }
    if (meets(protections_, r)) {
        return Status::Taken;
    }
    return Status::Ok;
}

Status Policy::judge_protect(Request const& r) const {
    if (!os_legal(r)) {
        return Status::Illegal;
    }
    if (is_reserved(layout_, r)) {
        return Status::Reserved;
    }
    if (meets(claims_, r)) {
        return Status::Taken;
    }
    return Status::Ok;
}

Status Policy::judge_claims(Request const* list, uint32_t n, Status* verdicts) const {
    Status first = Status::Ok;
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant verdicts: \forall integer j; 0 <= j < i ==> ClaimVerdict(this, &list[j], verdicts[j]);
        loop invariant ok: first == Status::Ok <==> (\forall integer j; 0 <= j < i ==> verdicts[j] == Status::Ok);
        loop invariant first: first != Status::Ok ==> (\exists integer j; 0 <= j < i && verdicts[j] == first &&
          (\forall integer k; 0 <= k < j ==> verdicts[k] == Status::Ok));
        loop assigns i, first, verdicts[0 .. n - 1];
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        verdicts[i] = judge_claim(list[i]);
        if (first == Status::Ok) {
            first = verdicts[i];
        }
    }
    return first;
}

Status Policy::judge_protections(Request const* list, uint32_t n, Status* verdicts) const {
    Status first = Status::Ok;
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant verdicts: \forall integer j; 0 <= j < i ==> ProtectVerdict(this, &list[j], verdicts[j]);
        loop invariant ok: first == Status::Ok <==> (\forall integer j; 0 <= j < i ==> verdicts[j] == Status::Ok);
        loop invariant first: first != Status::Ok ==> (\exists integer j; 0 <= j < i && verdicts[j] == first &&
          (\forall integer k; 0 <= k < j ==> verdicts[k] == Status::Ok));
        loop assigns i, first, verdicts[0 .. n - 1];
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        verdicts[i] = judge_protect(list[i]);
        if (first == Status::Ok) {
            first = verdicts[i];
        }
    }
    return first;
}

bool Policy::judge_legal(Request const* list, uint32_t n, Status* verdicts) const {
    bool all = true;
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant verdicts: \forall integer j; 0 <= j < i ==>
          UnprotectVerdict(&list[j], verdicts[j]);
        loop invariant legal: all <==> AllOsLegal(list, i);
        loop assigns i, all, verdicts[0 .. n - 1];
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        bool const fine = os_legal(list[i]);
        verdicts[i] = fine ? Status::Ok : Status::Illegal;
        all = all && fine;
    }
    return all;
}

Status Policy::claim(Request const* list, uint32_t n, Status* verdicts) {
    if (sealed_) {
        return Status::Sealed;
    }
    Status const first = judge_claims(list, n, verdicts);
    if (first != Status::Ok) {
        return first;
    }
    if (!claims_.has_room(kRoomPerRequest * n)) {
        return Status::NoRoom;
    }
    //@ assert free: \forall integer k; NamedBy(list, n, k) ==> !Protected(this, k) && !Kept(this, k);
    add_all(claims_, list, n);
    //@ assert same: IntervalSet::Same{Pre, Here}(&protections_);
    /*@ assert held: \forall integer j, k; IntervalSet::Holds(&protections_, j, k) <==>
            \at(IntervalSet::Holds(&protections_, j, k), Pre); */
    //@ assert protected: \forall integer k; Protected(this, k) <==> \at(Protected(this, k), Pre);
    /*@ assert layout: layout_.mseg_first == \at(layout_.mseg_first, Pre) &&
            layout_.tseg_last == \at(layout_.tseg_last, Pre); */
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
    //@ assert first: \forall integer j; 0 <= j < n ==> list[j].first == \at(list[j].first, Pre);
    //@ assert last: \forall integer j; 0 <= j < n ==> list[j].last == \at(list[j].last, Pre);
    /*@ assert names: \forall integer j, k; 0 <= j < n ==>
            (Names(&list[j], k) <==> \at(Names(&list[j], k), Pre)); */
    //@ assert list: \forall integer k; NamedBy(list, n, k) <==> \at(NamedBy(list, n, k), Pre);
    return Status::Ok;
}

Status Policy::protect(Request const* list, uint32_t n, Status* verdicts) {
    Status const first = judge_protections(list, n, verdicts);
    if (first != Status::Ok) {
        return first;
    }
    if (!protections_.has_room(kRoomPerRequest * n)) {
        return Status::NoRoom;
    }
    //@ assert free: \forall integer k; NamedBy(list, n, k) ==> !Claimed(this, k) && !Kept(this, k);
    add_all(protections_, list, n);
    //@ assert same: IntervalSet::Same{Pre, Here}(&claims_);
    /*@ assert held: \forall integer j, k; IntervalSet::Holds(&claims_, j, k) <==>
            \at(IntervalSet::Holds(&claims_, j, k), Pre); */
    //@ assert claimed: \forall integer k; Claimed(this, k) <==> \at(Claimed(this, k), Pre);
    /*@ assert layout: layout_.mseg_first == \at(layout_.mseg_first, Pre) &&
            layout_.tseg_last == \at(layout_.tseg_last, Pre); */
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
    //@ assert first: \forall integer j; 0 <= j < n ==> list[j].first == \at(list[j].first, Pre);
    //@ assert last: \forall integer j; 0 <= j < n ==> list[j].last == \at(list[j].last, Pre);
    /*@ assert names: \forall integer j, k; 0 <= j < n ==>
            (Names(&list[j], k) <==> \at(Names(&list[j], k), Pre)); */
    //@ assert list: \forall integer k; NamedBy(list, n, k) <==> \at(NamedBy(list, n, k), Pre);
    return Status::Ok;
}

Status Policy::unprotect(Request const* list, uint32_t n, Status* verdicts) {
    if (!judge_legal(list, n, verdicts)) {
        return Status::Illegal;
    }
    if (!protections_.has_room(kRoomPerRequest * n)) {
        return Status::NoRoom;
    }
    take_all(protections_, list, n);
    //@ assert same: IntervalSet::Same{Pre, Here}(&claims_);
    /*@ assert held: \forall integer j, k; IntervalSet::Holds(&claims_, j, k) <==>
            \at(IntervalSet::Holds(&claims_, j, k), Pre); */
    //@ assert claimed: \forall integer k; Claimed(this, k) <==> \at(Claimed(this, k), Pre);
    /*@ assert layout: layout_.mseg_first == \at(layout_.mseg_first, Pre) &&
            layout_.tseg_last == \at(layout_.tseg_last, Pre); */
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
    //@ assert first: \forall integer j; 0 <= j < n ==> list[j].first == \at(list[j].first, Pre);
    //@ assert last: \forall integer j; 0 <= j < n ==> list[j].last == \at(list[j].last, Pre);
    /*@ assert names: \forall integer j, k; 0 <= j < n ==>
            (Names(&list[j], k) <==> \at(Names(&list[j], k), Pre)); */
    //@ assert list: \forall integer k; NamedBy(list, n, k) <==> \at(NamedBy(list, n, k), Pre);
    return Status::Ok;
}

void Policy::unprotect_all() {
    protections_.clear();
    //@ assert same: IntervalSet::Same{Pre, Here}(&claims_);
    /*@ assert held: \forall integer j, k; IntervalSet::Holds(&claims_, j, k) <==>
            \at(IntervalSet::Holds(&claims_, j, k), Pre); */
    //@ assert claimed: \forall integer k; Claimed(this, k) <==> \at(Claimed(this, k), Pre);
    /*@ assert layout: layout_.mseg_first == \at(layout_.mseg_first, Pre) &&
            layout_.tseg_last == \at(layout_.tseg_last, Pre); */
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
}

uint64_t Policy::claimed_bits(uint32_t index, Access access) const {
    uint64_t mask = no_bits();
    /*@ loop invariant range: 0 <= b <= kMsrBits;
        loop invariant set: \forall integer c; 0 <= c < b ==>
          (Bit(mask, c) <==> Claimed(this, Atom(Area::Msr, access, kMsrBits * index + c)));
        loop invariant rest: \forall integer c; b <= c < kMsrBits ==> !Bit(mask, c);
        loop assigns b, mask;
        loop variant kMsrBits - b;
    */
    for (uint32_t b = 0; b < kMsrBits; ++b) {
        if (claims_.contains(atom(Area::Msr, access, uint64_t{kMsrBits} * index + b))) {
            mask = with_bit(mask, b);
        }
    }
    return mask;
}

Decision Policy::for_handler(Request const& r) const {
    if (!legal(r)) {
        return Decision::Illegal;
    }
    /*@ assert walls: \forall integer bit; r.area == Area::Msr && r.write && r.first <= bit <= r.last &&
            (bit / kMsrBits == kSmmMonitorCtl || kSmrrPhysBase <= bit / kMsrBits <= kSmrrPhysBase + 1) ==>
              Names(&r, Atom(2, 1, bit)) && Kept(this, Atom(2, 1, bit)); */
    if (is_reserved(layout_, r)) {
        return Decision::Reserved;
    }
    if (meets(protections_, r)) {
        return Decision::Protected;
    }
    return covers(claims_, r) ? Decision::Granted : Decision::Denied;
}

Decision Policy::for_os(Request const& r) const {
    if (!legal(r)) {
        return Decision::Illegal;
    }
    return meets_tseg(layout_, r) ? Decision::Reserved : Decision::Granted;
}

Decision Policy::for_module(Request const& r) const {
    if (!legal(r)) {
        return Decision::Illegal;
    }
    if (meets_tseg(layout_, r)) {
        return Decision::Reserved;
    }
    return r.area == Area::Physical && !r.execute ? Decision::Granted : Decision::Denied;
}

} // namespace stm
