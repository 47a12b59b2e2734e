// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/policy.h"

namespace stm {

/*@ requires \valid_read(&r) && unit > 0;
    assigns \nothing;
    ensures \result <==> r.first % unit == 0 && r.last % unit == unit - 1;
*/
[[nodiscard]] static bool is_whole(Request const& r, uint64_t unit) {
    return r.first % unit == 0 && r.last % unit == unit - 1;
}

bool may_name(Call call, Request const& r) {
    if (call == Call::Claim) {
        return legal(r);
    }
    return legal(r) && r.area != Area::TrappedPort && (r.area != Area::Msr || is_whole(r, kMsrBits)) &&
           (r.area != Area::Pci || is_whole(r, kPciFunctionBytes));
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

Status Policy::judge(Call call, Request const& r) const {
    if (!may_name(call, r)) {
        return Status::Illegal;
    }
    if (call == Call::Unprotect) {
        return Status::Ok;
    }
    if (is_reserved(layout_, r)) {
        return Status::Reserved;
    }
    if ((call == Call::Claim && meets(protections_, r)) || (call == Call::Protect && meets(claims_, r))) {
        return Status::Taken;
    }
    return Status::Ok;
}

Status Policy::judge_all(Call call, Request const* list, uint32_t n, Status* verdicts) const {
    Status first = Status::Ok;
    /*@ loop invariant range: 0 <= i <= n;
        loop invariant verdicts: \forall integer j; 0 <= j < i ==> Verdict(this, call, &list[j], verdicts[j]);
        loop invariant first: FirstRefusal(verdicts, i, first);
        loop assigns i, first, verdicts[0 .. n - 1];
        loop variant n - i;
    */
    for (uint32_t i = 0; i < n; ++i) {
        verdicts[i] = judge(call, list[i]);
        /*@ assert before: \forall integer j; 0 <= j <= i ==>
                (AllOk(verdicts, j) <==> \at(AllOk(verdicts, j), LoopCurrent)); */
        if (first == Status::Ok) {
            first = verdicts[i];
        }
    }
    return first;
}

Status Policy::claim(Request const* list, uint32_t n, Status* verdicts) {
    if (sealed_) {
        return Status::Sealed;
    }
    /*@ assert grantable: AllMayName(Call::Claim, list, n) &&
            (\forall integer k; NamedBy(list, n, k) ==> !Kept(this, k) && !Protected(this, k)) ==>
            AllGrantable(this, Call::Claim, list, n); */
    Status const first = judge_all(Call::Claim, list, n, verdicts);
    if (first != Status::Ok) {
        return first;
    }
    if (!claims_.has_room(kRoomPerRequest * n)) {
        return Status::NoRoom;
    }
    /*@ assert each: \forall integer j; 0 <= j < n ==>
            !MeetsKept(this, &list[j]) && !MeetsOther(this, Call::Claim, &list[j]); */
    //@ assert free: \forall integer k; NamedBy(list, n, k) ==> !Protected(this, k) && !Kept(this, k);
    add_all(claims_, list, n);
    //@ assert other: IntervalSet::Same{Pre, Here}(&protections_);
    //@ assert layout: SameLayout{Pre, Here}(this);
    //@ assert held: \forall integer k; Protected(this, k) <==> \at(Protected(this, k), Pre);
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
    //@ assert apart: Apart(this);
    return Status::Ok;
}

Status Policy::protect(Request const* list, uint32_t n, Status* verdicts) {
    /*@ assert grantable: AllMayName(Call::Protect, list, n) &&
            (\forall integer k; NamedBy(list, n, k) ==> !Kept(this, k) && !Claimed(this, k)) ==>
            AllGrantable(this, Call::Protect, list, n); */
    Status const first = judge_all(Call::Protect, list, n, verdicts);
    if (first != Status::Ok) {
        return first;
    }
    if (!protections_.has_room(kRoomPerRequest * n)) {
        return Status::NoRoom;
    }
    /*@ assert each: \forall integer j; 0 <= j < n ==>
            !MeetsKept(this, &list[j]) && !MeetsOther(this, Call::Protect, &list[j]); */
    //@ assert free: \forall integer k; NamedBy(list, n, k) ==> !Claimed(this, k) && !Kept(this, k);
    add_all(protections_, list, n);
    //@ assert other: IntervalSet::Same{Pre, Here}(&claims_);
    //@ assert layout: SameLayout{Pre, Here}(this);
    //@ assert held: \forall integer k; Claimed(this, k) <==> \at(Claimed(this, k), Pre);
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
    //@ assert apart: Apart(this);
    return Status::Ok;
}

Status Policy::unprotect(Request const* list, uint32_t n, Status* verdicts) {
    Status const first = judge_all(Call::Unprotect, list, n, verdicts);
    if (first != Status::Ok) {
        return first;
    }
    if (!protections_.has_room(kRoomPerRequest * n)) {
        return Status::NoRoom;
    }
    take_all(protections_, list, n);
    //@ assert other: IntervalSet::Same{Pre, Here}(&claims_);
    //@ assert layout: SameLayout{Pre, Here}(this);
    //@ assert held: \forall integer k; Claimed(this, k) <==> \at(Claimed(this, k), Pre);
    //@ assert kept: \forall integer k; Kept(this, k) <==> \at(Kept(this, k), Pre);
    //@ assert apart: Apart(this);
    return Status::Ok;
}

void Policy::unprotect_all() {
    protections_.clear();
    //@ assert other: IntervalSet::Same{Pre, Here}(&claims_);
    //@ assert layout: SameLayout{Pre, Here}(this);
}

uint64_t Policy::claimed_bits(uint32_t index, Access access) const {
    uint64_t mask = 0;
    /*@ loop invariant range: 0 <= b <= kMsrBits;
        loop invariant below: \forall integer c; 0 <= c < b ==>
          (Bit(mask, c) <==> Claimed(this, Atom(Area::Msr, access, kMsrBits * index + c)));
        loop assigns b, mask;
        loop variant kMsrBits - b;
    */
    for (uint64_t b = 0; b < kMsrBits; ++b) {
        mask = with_bit(mask, b, claims_.contains(atom(Area::Msr, access, kMsrBits * index + b)));
    }
    return mask;
}

Layout Policy::smram_layout() const {
    return layout_;
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

Extent Policy::extent_of_claims(Area area, Access access, uint64_t first, uint64_t last) const {
    uint64_t const lowest = atom(area, access, first);
    uint64_t const highest = atom(area, access, last);
    bool const all = claims_.covers(lowest, highest);
    //@ assert first: all ==> Claimed(this, lowest);
    if (all) return Extent::All;
    return claims_.intersects(lowest, highest) ? Extent::Some : Extent::None;
}

Extent Policy::extent_for_handler(Access access, uint64_t first, uint64_t last) const {
    Request const pages = {.area = Area::Physical,
                           .read = access == Access::Read,
                           .write = access == Access::Write,
                           .execute = access == Access::Execute,
                           .first = first,
                           .last = last};
    //@ assert names: \forall integer k; Names(&pages, k) <==> Atom(0, access, first) <= k <= Atom(0, access, last);
    //@ assert pages: \forall integer page; first <= page <= last ==> Names(&pages, Atom(0, access, page));
    /*@ assert atoms: \forall integer k; Names(&pages, k) ==>
          k == Atom(0, access, k - Atom(0, access, 0)) && first <= k - Atom(0, access, 0) <= last; */
    if (covers(claims_, pages)) return Extent::All;
    return meets(claims_, pages) ? Extent::Some : Extent::None;
}

Extent Policy::extent_of_smram(uint64_t first, uint64_t last) const {
    //@ assert first: InSmram(this, first) <==> layout_.tseg_first <= first <= layout_.tseg_last;
    //@ assert last: InSmram(this, last) <==> layout_.tseg_first <= last <= layout_.tseg_last;
    //@ assert within: first < layout_.tseg_first <= last ==> InSmram(this, layout_.tseg_first);
    if (layout_.tseg_first <= first && last <= layout_.tseg_last) return Extent::All;
    return first <= layout_.tseg_last && layout_.tseg_first <= last ? Extent::Some : Extent::None;
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
