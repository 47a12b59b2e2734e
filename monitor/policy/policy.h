// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/bits.h"
#include "monitor/policy/layout.h"
#include "monitor/policy/request_list.h"

#include <stdint.h>

// Who may reach which atom (request.h). The BIOS claims what its SMI handler needs, until claims are sealed. The OS
// protects, at any time, what is not claimed. What the monitor keeps for itself (layout.h) is nobody's. What nobody
// granted is denied.
namespace stm {

enum class Status : uint16_t {
    Ok = 0,
    Illegal = 1,  // no such range or access, or one that the caller may not name
    Reserved = 2, // meets what the monitor keeps for itself
    Taken = 3,    // meets what the other side holds: protections for a claim, claims for a protection
    NoRoom = 4,   // the table is full
    Sealed = 5,   // the time for claims is over
};

enum class Decision : uint8_t {
    Granted = 0,
    Denied = 1,    // nobody granted all of it, and nobody forbade any of it
    Protected = 2, // meets what the OS protects: a protection exception
    Reserved = 3,  // meets what is out of reach for this caller, whoever else may grant it
    Illegal = 4,   // no such range or access
};

// How much of a range is granted.
enum class Extent : uint8_t { None = 0, Some = 1, All = 2 };

enum class Call : uint8_t { Claim = 0, Protect = 1, Unprotect = 2 };

/*@
  // What the OS may name: no trapped ports, whole MSRs, whole PCI functions.
  predicate OsLegal(Request* r) =
    Legal(r) && r->area != Area::TrappedPort &&
    (r->area == Area::Msr ==> r->first % kMsrBits == 0 && r->last % kMsrBits == kMsrBits - 1) &&
    (r->area == Area::Pci ==>
    r->first % kPciFunctionBytes == 0 && r->last % kPciFunctionBytes == kPciFunctionBytes - 1);

  predicate MayName(integer call, Request* r) = call == Call::Claim ? Legal(r) : OsLegal(r);

  predicate AllMayName(integer call, Request* list, integer n) =
    \forall integer j; 0 <= j < n ==> MayName(call, &list[j]);

  predicate AllOk(Status* verdicts, integer n) = \forall integer j; 0 <= j < n ==> verdicts[j] == Status::Ok;

  // The first verdict that is not Ok; Ok when there is none.
  predicate FirstRefusal(Status* verdicts, integer n, integer first) =
    (first == Status::Ok && AllOk(verdicts, n)) ||
    (first != Status::Ok && (\exists integer j; 0 <= j < n && verdicts[j] == first && AllOk(verdicts, j)));
*/

/*@ requires call <= Call::Unprotect && \valid_read(&r);
    assigns \nothing;
    ensures REQ_RSC_09_may_name: \result <==> MayName(call, &r);
*/
[[nodiscard]] bool may_name(Call call, Request const& r);

class Policy {
public:
    /*@
      predicate Claimed(Policy* p, integer k) = IntervalSet::Member(&p->claims_, k);

      predicate Protected(Policy* p, integer k) = IntervalSet::Member(&p->protections_, k);

      predicate Kept(Policy* p, integer k) = Reserved(&p->layout_, k);

      predicate InSmram(Policy* p, integer page) = p->layout_.tseg_first <= page <= p->layout_.tseg_last;

      // The BIOS's handler may reach the page in this way.
      predicate Reaches(Policy* p, integer access, integer page) = Claimed(p, Atom(Area::Physical, access, page));

      // No atom is held twice.
      predicate Apart(Policy* p) = \forall integer k;
        (Claimed(p, k) ==> !Protected(p, k) && !Kept(p, k)) && (Protected(p, k) ==> !Kept(p, k));

      predicate Inv(Policy* p) =
        ValidLayout(&p->layout_) && IntervalSet::Inv(&p->claims_) && IntervalSet::Inv(&p->protections_) && Apart(p);

      // Always there when each kind of resource, in each kind of access, holds 256 ranges at most (REQ-POL-16).
      predicate ClaimRoom(Policy* p, integer n) = IntervalSet::Room(&p->claims_, kRoomPerRequest * n);

      predicate ProtectRoom(Policy* p, integer n) = IntervalSet::Room(&p->protections_, kRoomPerRequest * n);

      predicate MeetsKept(Policy* p, Request* r) = \exists integer k; Names(r, k) && Kept(p, k);

      predicate MeetsClaims(Policy* p, Request* r) = \exists integer k; Names(r, k) && Claimed(p, k);

      predicate MeetsProtections(Policy* p, Request* r) = \exists integer k; Names(r, k) && Protected(p, k);

      predicate MeetsOther(Policy* p, integer call, Request* r) =
        call == Call::Claim ? MeetsProtections(p, r) : MeetsClaims(p, r);

      predicate Verdict(Policy* p, integer call, Request* r, integer verdict) =
        !MayName(call, r)      ? verdict == Status::Illegal :
        call == Call::Unprotect ? verdict == Status::Ok :
        MeetsKept(p, r)        ? verdict == Status::Reserved :
        MeetsOther(p, call, r) ? verdict == Status::Taken : verdict == Status::Ok;

      predicate AllGrantable(Policy* p, integer call, Request* list, integer n) =
        \forall integer j; 0 <= j < n ==> Verdict(p, call, &list[j], Status::Ok);

      predicate SameLayout{L, M}(Policy* p) =
        \at(p->layout_.tseg_first, L) == \at(p->layout_.tseg_first, M) &&
        \at(p->layout_.mseg_first, L) == \at(p->layout_.mseg_first, M) &&
        \at(p->layout_.tseg_last, L) == \at(p->layout_.tseg_last, M);

      // What a call does to one table, it does not do to the other, nor to what the monitor keeps.
      lemma same_layout{L, M}: \forall Policy* p, integer k;
        SameLayout{L, M}(p) ==> (Kept{L}(p, k) <==> Kept{M}(p, k));

      predicate Same{L, M}(Policy* p) = IntervalSet::Same{L, M}(\at(&p->claims_, L)) &&
        IntervalSet::Same{L, M}(\at(&p->protections_, L)) && SameLayout{L, M}(p) &&
        \at(p->sealed_, L) == \at(p->sealed_, M);

      // M4 begins: made of models/policy.hpp by ./redoubt models --update
      predicate SameGrants{L, M}(Policy* p) =
        (\forall integer k; \at(Kept(p, k), M) <==> \at(Kept(p, k), L)) &&
        (\forall integer k; \at(Claimed(p, k), M) <==> \at(Claimed(p, k), L)) &&
        (\forall integer k; \at(Protected(p, k), M) <==> \at(Protected(p, k), L)) &&
        (\at(p->sealed_, M) <==> \at(p->sealed_, L));
      predicate NoGrants(Policy* p) =
        (\forall integer k; !Claimed(p, k)) &&
        (\forall integer k; !Protected(p, k)) &&
        !p->sealed_;

      // M4 claim. The caller's: has the lock; copied; this call; this list.
      predicate ClaimGuard(Policy* p, Request* list, integer n) =
        AllMayName(Call::Claim, list, n) &&
        ClaimRoom(p, n) &&
        (\forall integer k; NamedBy(list, n, k) ==> !Kept(p, k)) &&
        !p->sealed_ &&
        (\forall integer k; NamedBy(list, n, k) ==> !Protected(p, k));
      predicate ClaimStep{L, M}(Policy* p, Request* list, integer n) =
        (\forall integer k; \at(Kept(p, k), M) <==> \at(Kept(p, k), L)) &&
        (\forall integer k; \at(Claimed(p, k), M) <==> \at(Claimed(p, k), L) || \at(NamedBy(list, n, k), L)) &&
        (\forall integer k; \at(Protected(p, k), M) <==> \at(Protected(p, k), L)) &&
        (\at(p->sealed_, M) <==> \at(p->sealed_, L));

      // M4 seal. The caller's: has the lock.
      predicate SealStep{L, M}(Policy* p) =
        (\forall integer k; \at(Kept(p, k), M) <==> \at(Kept(p, k), L)) &&
        (\forall integer k; \at(Claimed(p, k), M) <==> \at(Claimed(p, k), L)) &&
        (\forall integer k; \at(Protected(p, k), M) <==> \at(Protected(p, k), L)) &&
        \at(p->sealed_, M);

      // M4 protect. The caller's: has the lock; copied; this call; this list.
      predicate ProtectGuard(Policy* p, Request* list, integer n) =
        AllMayName(Call::Protect, list, n) &&
        ProtectRoom(p, n) &&
        (\forall integer k; NamedBy(list, n, k) ==> !Kept(p, k)) &&
        (\forall integer k; NamedBy(list, n, k) ==> !Claimed(p, k));
      predicate ProtectStep{L, M}(Policy* p, Request* list, integer n) =
        (\forall integer k; \at(Kept(p, k), M) <==> \at(Kept(p, k), L)) &&
        (\forall integer k; \at(Claimed(p, k), M) <==> \at(Claimed(p, k), L)) &&
        (\forall integer k; \at(Protected(p, k), M) <==> \at(Protected(p, k), L) || \at(NamedBy(list, n, k), L)) &&
        (\at(p->sealed_, M) <==> \at(p->sealed_, L));

      // M4 unprotect. The caller's: has the lock; copied; this call; this list.
      predicate UnprotectGuard(Policy* p, Request* list, integer n) =
        AllMayName(Call::Unprotect, list, n) &&
        ProtectRoom(p, n);
      predicate UnprotectStep{L, M}(Policy* p, Request* list, integer n) =
        (\forall integer k; \at(Kept(p, k), M) <==> \at(Kept(p, k), L)) &&
        (\forall integer k; \at(Claimed(p, k), M) <==> \at(Claimed(p, k), L)) &&
        (\forall integer k; \at(Protected(p, k), M) <==> \at(Protected(p, k), L) && !\at(NamedBy(list, n, k), L)) &&
        (\at(p->sealed_, M) <==> \at(p->sealed_, L));

      // M4 unprotect_all. The caller's: has the lock; called; to unprotect.
      predicate UnprotectAllStep{L, M}(Policy* p) =
        (\forall integer k; \at(Kept(p, k), M) <==> \at(Kept(p, k), L)) &&
        (\forall integer k; \at(Claimed(p, k), M) <==> \at(Claimed(p, k), L)) &&
        (\forall integer k; !\at(Protected(p, k), M)) &&
        (\at(p->sealed_, M) <==> \at(p->sealed_, L));
      // M4 ends
    */

    // Nothing claimed, nothing protected, claims open.
    /*@ requires \valid(this) && \valid_read(&layout) && \separated(this, &layout) && ValidLayout(&layout);
        assigns *this;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_01_default_deny: \forall integer k; !Claimed(this, k) && !Protected(this, k);
        ensures REQ_POL_02_layout: \forall integer k; Kept(this, k) <==> Reserved(&layout, k);
        ensures REQ_POL_10_open: !sealed_;
        ensures M4_start: NoGrants(this);
        ensures REQ_POL_16_room: ClaimRoom(this, kMaxRequests) && ProtectRoom(this, kMaxRequests);
    */
    void start(Layout const& layout);

    /*@ requires \valid(this) && Inv(this);
        assigns sealed_;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_10_sealed: sealed_;
        ensures M4_seal: SealStep{Pre, Post}(this);
    */
    void seal();

    // The next three take a list and answer with the first verdict that is not Ok, if there is one, and with NoRoom only
    // when all are. A verdict is what its request would have met by itself.

    // The BIOS's handler needs the list: all of it is claimed, or nothing. With Sealed there are no verdicts.
    /*@ requires \valid(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        requires n <= kMaxRequests;
        assigns claims_, verdicts[0 .. n - 1];
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_10_sealed: sealed_ <==> \result == Status::Sealed;
        ensures REQ_POL_09_verdicts: !sealed_ ==> (\forall integer j; 0 <= j < n ==>
          \old(Verdict(this, Call::Claim, &list[j], \at(verdicts[j], Post))));
        ensures REQ_POL_09_answer: !sealed_ ==> (\result == Status::NoRoom
          ? AllOk(verdicts, n) && !\old(ClaimRoom(this, n)) : FirstRefusal(verdicts, n, \result));
        ensures REQ_POL_08_complete:
          !sealed_ && \old(AllGrantable(this, Call::Claim, list, n)) && \old(ClaimRoom(this, n)) ==>
          \result == Status::Ok;
        ensures REQ_POL_04_granted: \result == Status::Ok ==> \old(AllGrantable(this, Call::Claim, list, n));
        ensures REQ_POL_04_claimed: \result == Status::Ok ==>
          (\forall integer k; Claimed(this, k) <==> (\old(Claimed(this, k)) || NamedBy(list, n, k)));
        ensures REQ_POL_05_refused: \result != Status::Ok ==>
          (\forall integer k; Claimed(this, k) <==> \old(Claimed(this, k)));
        ensures REQ_POL_08_kept: \forall integer k; Protected(this, k) <==> \old(Protected(this, k));
        ensures M4_claim: \result == Status::Ok ==>
          ClaimGuard{Pre}(this, list, n) && ClaimStep{Pre, Post}(this, list, n);
        ensures M4_claim_refused: \result != Status::Ok ==>
          !ClaimGuard{Pre}(this, list, n) && SameGrants{Pre, Post}(this);
    */
    [[nodiscard]] Status claim(Request const* list, uint32_t n, Status* verdicts);

    // The OS wants the list kept from the BIOS's handler: all of it is protected, or nothing.
    /*@ requires \valid(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        requires n <= kMaxRequests;
        assigns protections_, verdicts[0 .. n - 1];
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_09_verdicts: (\forall integer j; 0 <= j < n ==>
          \old(Verdict(this, Call::Protect, &list[j], \at(verdicts[j], Post))));
        ensures REQ_POL_09_answer: (\result == Status::NoRoom
          ? AllOk(verdicts, n) && !\old(ProtectRoom(this, n)) : FirstRefusal(verdicts, n, \result));
        ensures REQ_POL_08_complete:
          \old(AllGrantable(this, Call::Protect, list, n)) && \old(ProtectRoom(this, n)) ==> \result == Status::Ok;
        ensures REQ_POL_04_granted: \result == Status::Ok ==> \old(AllGrantable(this, Call::Protect, list, n));
        ensures REQ_POL_03_protected: \result == Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> (\old(Protected(this, k)) || NamedBy(list, n, k)));
        ensures REQ_POL_05_refused: \result != Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> \old(Protected(this, k)));
        ensures REQ_POL_04_kept: \forall integer k; Claimed(this, k) <==> \old(Claimed(this, k));
        ensures M4_protect: \result == Status::Ok ==>
          ProtectGuard{Pre}(this, list, n) && ProtectStep{Pre, Post}(this, list, n);
        ensures M4_protect_refused: \result != Status::Ok ==>
          !ProtectGuard{Pre}(this, list, n) && SameGrants{Pre, Post}(this);
    */
    [[nodiscard]] Status protect(Request const* list, uint32_t n, Status* verdicts);

    // The OS gives up all of the list, whether it was protected or not. Verdicts are Ok and Illegal.
    /*@ requires \valid(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        requires n <= kMaxRequests;
        assigns protections_, verdicts[0 .. n - 1];
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_09_verdicts: (\forall integer j; 0 <= j < n ==>
          \old(Verdict(this, Call::Unprotect, &list[j], \at(verdicts[j], Post))));
        ensures REQ_POL_09_answer: (\result == Status::NoRoom
          ? AllOk(verdicts, n) && !\old(ProtectRoom(this, n)) : FirstRefusal(verdicts, n, \result));
        ensures REQ_POL_08_complete:
          \old(AllGrantable(this, Call::Unprotect, list, n)) && \old(ProtectRoom(this, n)) ==> \result == Status::Ok;
        ensures REQ_POL_06_legal: \result == Status::Ok ==> \old(AllGrantable(this, Call::Unprotect, list, n));
        ensures REQ_POL_03_unprotected: \result == Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> (\old(Protected(this, k)) && !NamedBy(list, n, k)));
        ensures REQ_POL_05_refused: \result != Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> \old(Protected(this, k)));
        ensures REQ_POL_13_kept: \forall integer k; Claimed(this, k) <==> \old(Claimed(this, k));
        ensures M4_unprotect: \result == Status::Ok ==>
          UnprotectGuard{Pre}(this, list, n) && UnprotectStep{Pre, Post}(this, list, n);
        ensures M4_unprotect_refused: \result != Status::Ok ==>
          !UnprotectGuard{Pre}(this, list, n) && SameGrants{Pre, Post}(this);
    */
    [[nodiscard]] Status unprotect(Request const* list, uint32_t n, Status* verdicts);

    // The OS gives up everything (ALL_RESOURCES).
    /*@ requires \valid(this) && Inv(this);
        assigns protections_;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_RSC_10_unprotected: \forall integer k; !Protected(this, k);
        ensures REQ_POL_13_kept: \forall integer k; Claimed(this, k) <==> \old(Claimed(this, k));
        ensures M4_unprotect_all: UnprotectAllStep{Pre, Post}(this);
    */
    void unprotect_all();

    /*@ requires \valid_read(this);
        assigns \nothing;
        ensures REQ_POL_02_layout: \result.tseg_first == layout_.tseg_first &&
          \result.mseg_first == layout_.mseg_first && \result.tseg_last == layout_.tseg_last;
    */
    [[nodiscard]] Layout smram_layout() const;

    // What the BIOS's handler may do.
    /*@ requires \valid_read(this) && \valid_read(&r) && Inv(this);
        assigns \nothing;
        ensures REQ_POL_06_illegal: \result == Decision::Illegal <==> !Legal(&r);
        ensures REQ_POL_17_granted: \result == Decision::Granted <==>
          Legal(&r) && (\forall integer k; Names(&r, k) ==> Claimed(this, k));
        ensures REQ_POL_02_reserved: \result == Decision::Reserved <==> Legal(&r) && MeetsKept(this, &r);
        ensures REQ_POL_12_msrs: \forall integer bit; Legal(&r) && r.area == Area::Msr && r.write &&
          r.first <= bit <= r.last &&
          (bit / kMsrBits == kSmmMonitorCtl || kSmrrPhysBase <= bit / kMsrBits <= kSmrrPhysBase + 1) ==>
            \result == Decision::Reserved;
        ensures REQ_POL_03_protected: \result == Decision::Protected <==>
          Legal(&r) && !MeetsKept(this, &r) && MeetsProtections(this, &r);
        ensures REQ_POL_17_denied: \result <= Decision::Illegal;
    */
    [[nodiscard]] Decision for_handler(Request const& r) const;

    // The bits of an MSR that the BIOS's handler may read or write.
    /*@ requires \valid_read(this) && Inv(this) && access <= Access::Write;
        assigns \nothing;
        ensures REQ_POL_17_bits: \forall integer b; 0 <= b < kMsrBits ==>
          (Bit(\result, b) <==> Claimed(this, Atom(Area::Msr, access, kMsrBits * index + b)));
    */
    [[nodiscard]] uint64_t claimed_bits(uint32_t index, Access access) const;

    // How much of a range the BIOS claimed for one access.
    /*@ requires \valid_read(this) && Inv(this) && area <= Area::TrappedPort && access <= Access::Execute;
        requires first <= last <= Limit(area) && (access == Access::Execute ==> area == Area::Physical);
        assigns \nothing;
        ensures REQ_POL_17_all: \result == Extent::All <==>
          (\forall integer k;
            Atom(area, access, first) <= k <= Atom(area, access, last) ==> Claimed(this, k));
        ensures REQ_POL_17_none: \result == Extent::None <==>
          (\forall integer k;
            Atom(area, access, first) <= k <= Atom(area, access, last) ==> !Claimed(this, k));
        ensures \result <= Extent::All;
    */
    [[nodiscard]] Extent extent_of_claims(Area area, Access access, uint64_t first, uint64_t last) const;

    // What the BIOS's handler may map: how much of these pages it may reach in this way.
    /*@ requires \valid_read(this) && Inv(this) && access <= Access::Execute && first <= last <= kLastPage;
        assigns \nothing;
        ensures REQ_POL_17_all: \result == Extent::All <==>
          (\forall integer page; first <= page <= last ==> Reaches(this, access, page));
        ensures REQ_POL_17_none: \result == Extent::None <==>
          (\forall integer page; first <= page <= last ==> !Reaches(this, access, page));
        ensures \result <= Extent::All;
    */
    [[nodiscard]] Extent extent_for_handler(Access access, uint64_t first, uint64_t last) const;

    // How much of these pages is SMRAM.
    /*@ requires \valid_read(this) && Inv(this) && first <= last <= kLastPage;
        assigns \nothing;
        ensures REQ_MAP_08_all: \result == Extent::All <==>
          (\forall integer page; first <= page <= last ==> InSmram(this, page));
        ensures REQ_MAP_08_none: \result == Extent::None <==>
          (\forall integer page; first <= page <= last ==> !InSmram(this, page));
        ensures \result <= Extent::All;
    */
    [[nodiscard]] Extent extent_of_smram(uint64_t first, uint64_t last) const;

    // What the monitor does on the OS's behalf, or lets it do: everything but to reach into SMRAM.
    /*@ requires \valid_read(this) && \valid_read(&r) && Inv(this);
        assigns \nothing;
        ensures REQ_POL_06_illegal: \result == Decision::Illegal <==> !Legal(&r);
        ensures REQ_POL_02_reserved: \result == Decision::Reserved <==> Legal(&r) && MeetsTseg(&layout_, &r);
        ensures REQ_POL_17_granted: \result == Decision::Granted <==> Legal(&r) && !MeetsTseg(&layout_, &r);
    */
    [[nodiscard]] Decision for_os(Request const& r) const;

    // What a PE may be given: pages outside SMRAM, to read and write.
    /*@ requires \valid_read(this) && \valid_read(&r) && Inv(this);
        assigns \nothing;
        ensures REQ_POL_06_illegal: \result == Decision::Illegal <==> !Legal(&r);
        ensures REQ_POL_02_reserved: \result == Decision::Reserved <==> Legal(&r) && MeetsTseg(&layout_, &r);
        ensures REQ_POL_15_granted: \result == Decision::Granted <==>
          Legal(&r) && r.area == Area::Physical && !r.execute && !MeetsTseg(&layout_, &r);
        ensures REQ_POL_15_denied: \result != Decision::Protected && \result <= Decision::Illegal;
    */
    [[nodiscard]] Decision for_module(Request const& r) const;

private:
    /*@ requires call <= Call::Unprotect && \valid_read(this) && \valid_read(&r) && Inv(this);
        assigns \nothing;
        ensures Verdict(this, call, &r, \result);
    */
    [[nodiscard]] Status judge(Call call, Request const& r) const;

    /*@ requires call <= Call::Unprotect;
        requires \valid_read(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        assigns verdicts[0 .. n - 1];
        ensures verdicts: \forall integer j; 0 <= j < n ==> Verdict(this, call, &list[j], verdicts[j]);
        ensures first: FirstRefusal(verdicts, n, \result);
    */
    [[nodiscard]] Status judge_all(Call call, Request const* list, uint32_t n, Status* verdicts) const;

    IntervalSet claims_;
    IntervalSet protections_;
    Layout layout_;
    bool sealed_;
};

} // namespace stm
