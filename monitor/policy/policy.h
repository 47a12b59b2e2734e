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

/*@
  // What the OS may name: no trapped ports, whole MSRs, whole PCI functions.
  predicate OsLegal(Request* r) =
    Legal(r) && r->area != 4 && (r->area == 2 ==> r->first % 64 == 0 && r->last % 64 == 63) &&
    (r->area == 3 ==> r->first % 4096 == 0 && r->last % 4096 == 4095);

  predicate UnprotectVerdict(Request* r, integer verdict) =
    OsLegal(r) ? verdict == Status::Ok : verdict == Status::Illegal;

  predicate AllOsLegal(Request* list, integer n) = \forall integer j; 0 <= j < n ==> OsLegal(&list[j]);
*/

/*@ requires \valid_read(&r);
    assigns \nothing;
    ensures REQ_RSC_09_os_legal: \result <==> OsLegal(&r);
*/
[[nodiscard]] bool os_legal(Request const& r);

// What a call does to one table, it does not do to the other.
/*@ lemma same_is_whole{L, M}: \forall IntervalSet* s;
      IntervalSet::Same{L, M}(s) && IntervalSet::Inv{L}(s) ==> IntervalSet::Inv{M}(s);
*/

class Policy {
public:
    /*@
      predicate Claimed(Policy* p, integer k) = IntervalSet::Member(&p->claims_, k);

      predicate Protected(Policy* p, integer k) = IntervalSet::Member(&p->protections_, k);

      predicate Kept(Policy* p, integer k) = Reserved(&p->layout_, k);

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

      predicate ClaimVerdict(Policy* p, Request* r, integer verdict) =
        !Legal(r) ? verdict == Status::Illegal : MeetsKept(p, r) ? verdict == Status::Reserved :
        MeetsProtections(p, r) ? verdict == Status::Taken : verdict == Status::Ok;

      predicate AllClaimable(Policy* p, Request* list, integer n) =
        \forall integer j; 0 <= j < n ==> ClaimVerdict(p, &list[j], Status::Ok);

      predicate ProtectVerdict(Policy* p, Request* r, integer verdict) =
        !OsLegal(r) ? verdict == Status::Illegal : MeetsKept(p, r) ? verdict == Status::Reserved :
        MeetsClaims(p, r) ? verdict == Status::Taken : verdict == Status::Ok;

      predicate AllProtectable(Policy* p, Request* list, integer n) =
        \forall integer j; 0 <= j < n ==> ProtectVerdict(p, &list[j], Status::Ok);
    */

    // Nothing claimed, nothing protected, claims open.
    /*@ requires \valid(this) && \valid_read(&layout) && \separated(this, &layout) && ValidLayout(&layout);
        assigns *this;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_01_default_deny: \forall integer k; !Claimed(this, k) && !Protected(this, k);
        ensures REQ_POL_02_layout: \forall integer k; Kept(this, k) <==> Reserved(&layout, k);
        ensures REQ_POL_10_open: !sealed_;
        ensures REQ_POL_16_room: ClaimRoom(this, kMaxRequests) && ProtectRoom(this, kMaxRequests);
    */
    void start(Layout const& layout);

    /*@ requires \valid(this) && Inv(this);
        assigns sealed_;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_10_sealed: sealed_;
    */
    void seal();

    // The BIOS's handler needs the list: all of it is claimed, or nothing. Answers with the first verdict that is not
    // Ok, if there is one. With Sealed there are no verdicts.
    /*@ requires \valid(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        requires n <= kMaxRequests;
        assigns claims_, verdicts[0 .. n - 1];
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_10_sealed: sealed_ <==> \result == Status::Sealed;
        ensures REQ_POL_09_verdicts: !sealed_ ==>
          (\forall integer j; 0 <= j < n ==> \old(ClaimVerdict(this, &list[j], \at(verdicts[j], Post))));
        ensures REQ_POL_08_complete:
          !sealed_ && \old(AllClaimable(this, list, n)) && \old(ClaimRoom(this, n)) ==> \result == Status::Ok;
        ensures REQ_POL_04_granted: \result == Status::Ok ==> \old(AllClaimable(this, list, n));
        ensures REQ_POL_04_claimed: \result == Status::Ok ==>
          (\forall integer k; Claimed(this, k) <==> (\old(Claimed(this, k)) || NamedBy(list, n, k)));
        ensures REQ_POL_05_refused: \result != Status::Ok ==>
          (\forall integer k; Claimed(this, k) <==> \old(Claimed(this, k)));
        ensures REQ_POL_08_kept: \forall integer k; Protected(this, k) <==> \old(Protected(this, k));
    */
    [[nodiscard]] Status claim(Request const* list, uint32_t n, Status* verdicts);

    // The OS wants the list kept from the BIOS's handler: all of it is protected, or nothing. Answers with the first
    // verdict that is not Ok, if there is one.
    /*@ requires \valid(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        requires n <= kMaxRequests;
        assigns protections_, verdicts[0 .. n - 1];
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_09_verdicts:
          \forall integer j; 0 <= j < n ==> \old(ProtectVerdict(this, &list[j], \at(verdicts[j], Post)));
        ensures REQ_POL_08_complete:
          \old(AllProtectable(this, list, n)) && \old(ProtectRoom(this, n)) ==> \result == Status::Ok;
        ensures REQ_POL_04_granted: \result == Status::Ok ==> \old(AllProtectable(this, list, n));
        ensures REQ_POL_03_protected: \result == Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> (\old(Protected(this, k)) || NamedBy(list, n, k)));
        ensures REQ_POL_05_refused: \result != Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> \old(Protected(this, k)));
        ensures REQ_POL_04_kept: \forall integer k; Claimed(this, k) <==> \old(Claimed(this, k));
    */
    [[nodiscard]] Status protect(Request const* list, uint32_t n, Status* verdicts);

    // The OS gives up all of the list, whether it was protected or not. Verdicts are Ok and Illegal.
    /*@ requires \valid(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        requires n <= kMaxRequests;
        assigns protections_, verdicts[0 .. n - 1];
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_POL_09_verdicts: \forall integer j; 0 <= j < n ==>
          UnprotectVerdict(&list[j], verdicts[j]);
        ensures REQ_POL_08_complete:
          AllOsLegal(list, n) && \old(ProtectRoom(this, n)) ==> \result == Status::Ok;
        ensures REQ_POL_06_legal: \result == Status::Ok ==> AllOsLegal(list, n);
        ensures REQ_POL_03_unprotected: \result == Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> (\old(Protected(this, k)) && !NamedBy(list, n, k)));
        ensures REQ_POL_05_refused: \result != Status::Ok ==>
          (\forall integer k; Protected(this, k) <==> \old(Protected(this, k)));
        ensures REQ_POL_13_kept: \forall integer k; Claimed(this, k) <==> \old(Claimed(this, k));
    */
    [[nodiscard]] Status unprotect(Request const* list, uint32_t n, Status* verdicts);

    // The OS gives up everything (ALL_RESOURCES).
    /*@ requires \valid(this) && Inv(this);
        assigns protections_;
        ensures REQ_POL_06_invariant: Inv(this);
        ensures REQ_RSC_10_unprotected: \forall integer k; !Protected(this, k);
        ensures REQ_POL_13_kept: \forall integer k; Claimed(this, k) <==> \old(Claimed(this, k));
    */
    void unprotect_all();

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
    /*@ requires \valid_read(this) && \valid_read(&r) && Inv(this);
        assigns \nothing;
        ensures ClaimVerdict(this, &r, \result);
    */
    [[nodiscard]] Status judge_claim(Request const& r) const;

    /*@ requires \valid_read(this) && \valid_read(&r) && Inv(this);
        assigns \nothing;
        ensures ProtectVerdict(this, &r, \result);
    */
    [[nodiscard]] Status judge_protect(Request const& r) const;

    /*@ requires \valid_read(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        assigns verdicts[0 .. n - 1];
        ensures verdicts: \forall integer j; 0 <= j < n ==> ClaimVerdict(this, &list[j], verdicts[j]);
        ensures ok: \result == Status::Ok <==> (\forall integer j; 0 <= j < n ==> verdicts[j] == Status::Ok);
        ensures first: \result != Status::Ok ==> (\exists integer j; 0 <= j < n && verdicts[j] == \result &&
          (\forall integer i; 0 <= i < j ==> verdicts[i] == Status::Ok));
    */
    [[nodiscard]] Status judge_claims(Request const* list, uint32_t n, Status* verdicts) const;

    /*@ requires \valid_read(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        assigns verdicts[0 .. n - 1];
        ensures verdicts: \forall integer j; 0 <= j < n ==> ProtectVerdict(this, &list[j], verdicts[j]);
        ensures ok: \result == Status::Ok <==> (\forall integer j; 0 <= j < n ==> verdicts[j] == Status::Ok);
        ensures first: \result != Status::Ok ==> (\exists integer j; 0 <= j < n && verdicts[j] == \result &&
          (\forall integer i; 0 <= i < j ==> verdicts[i] == Status::Ok));
    */
    [[nodiscard]] Status judge_protections(Request const* list, uint32_t n, Status* verdicts) const;

    /*@ requires \valid_read(this) && \valid_read(list + (0 .. n - 1)) && \valid(verdicts + (0 .. n - 1)) && Inv(this);
        requires \separated(this, list + (0 .. n - 1), verdicts + (0 .. n - 1));
        assigns verdicts[0 .. n - 1];
        ensures verdicts: \forall integer j; 0 <= j < n ==>
          UnprotectVerdict(&list[j], verdicts[j]);
        ensures legal: \result <==> AllOsLegal(list, n);
    */
    [[nodiscard]] bool judge_legal(Request const* list, uint32_t n, Status* verdicts) const;

    IntervalSet claims_;
    IntervalSet protections_;
    Layout layout_;
    bool sealed_;
};

} // namespace stm
