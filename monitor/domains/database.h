// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/domain.h"

#include <stdint.h>

// Which context of the OS is which domain, by the pointer to its VMCS (VMXON region for the OS itself).
namespace stm::domains {

inline constexpr uint32_t kVmcsCapacity = 256;

class VmcsDatabase {
public:
    /*@
      predicate Holds(VmcsDatabase* d, integer k, integer p) = 0 <= k < d->count_ && d->pointer_[k] == p;

      predicate Member(VmcsDatabase* d, integer p) = \exists integer k; Holds(d, k, p);

      // The domain of p, by its parts.
      predicate Says(VmcsDatabase* d, integer p, integer t, integer x, integer g) =
        \exists integer k; Holds(d, k, p) && IsDomain(d->domain_[k], t, x, g);

      predicate Distinct(VmcsDatabase* d) =
        \forall integer i, j; 0 <= i < j < d->count_ ==> d->pointer_[i] != d->pointer_[j];

      predicate Inv(VmcsDatabase* d) = d->count_ <= kVmcsCapacity && Distinct(d) &&
        (\forall integer k; 0 <= k < d->count_ ==> ValidDomain(d->domain_[k]));

      predicate Full(VmcsDatabase* d) = d->count_ == kVmcsCapacity;

      // What is said of all but p.
      predicate Others{L, M}(VmcsDatabase* d, integer p) =
        \forall integer q, t, x, g; q != p ==> (Says{L}(d, q, t, x, g) <==> Says{M}(d, q, t, x, g));

      predicate OtherMembers{L, M}(VmcsDatabase* d, integer p) =
        \forall integer q; q != p ==> (Member{L}(d, q) <==> Member{M}(d, q));
    */

    /*@ requires \valid(this);
        assigns *this;
        ensures REQ_DOM_02_invariant: Inv(this) && !Full(this);
        ensures REQ_DOM_02_empty: \forall integer p; !Member(this, p);
    */
    void clear();

    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures REQ_DOM_02_contains: \result <==> Member(this, pointer);
    */
    [[nodiscard]] bool contains(uint64_t pointer) const;

    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures REQ_DOM_02_full: \result <==> Full(this);
    */
    [[nodiscard]] bool is_full() const;

    // Of a pointer that is not there, the domain of a context that the OS has not named.
    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures REQ_DOM_03_valid: ValidDomain(\result);
        ensures REQ_DOM_03_found: Member(this, pointer) ==>
          Says(this, pointer, \result.type, \result.xstate, \result.degradation);
        ensures REQ_DOM_02_never_found: !Member(this, pointer) ==>
          IsDomain(\result, abi::DomainType::Unprotected, abi::XStatePolicy::ReadWrite, 0);
    */
    [[nodiscard]] Domain domain_of(uint64_t pointer) const;

    /*@ requires \valid(this) && Inv(this) && !Full(this);
        requires REQ_DOM_02_absent: !Member(this, pointer);
        requires ValidDomain(domain);
        assigns *this;
        ensures REQ_DOM_02_invariant: Inv(this);
        ensures REQ_DOM_02_added: Member(this, pointer);
        ensures REQ_DOM_03_added: Says(this, pointer, domain.type, domain.xstate, domain.degradation);
        ensures REQ_DOM_02_members: OtherMembers{Pre, Post}(this, pointer);
        ensures REQ_DOM_03_others: Others{Pre, Post}(this, pointer);
    */
    void add(uint64_t pointer, Domain domain);

    /*@ requires \valid(this) && Inv(this);
        requires REQ_DOM_02_present: Member(this, pointer);
        assigns *this;
        ensures REQ_DOM_02_invariant: Inv(this) && !Full(this);
        ensures REQ_DOM_02_removed: !Member(this, pointer);
        ensures REQ_DOM_02_members: OtherMembers{Pre, Post}(this, pointer);
        ensures REQ_DOM_03_others: Others{Pre, Post}(this, pointer);
    */
    void remove(uint64_t pointer);

private:
    // The slot of a pointer, or the number of slots in use.
    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures range: \result <= count_;
        ensures found: \result < count_ ==> pointer_[\result] == pointer;
        ensures missing: \result == count_ ==> !Member(this, pointer);
    */
    [[nodiscard]] uint32_t find(uint64_t pointer) const;

    uint64_t pointer_[kVmcsCapacity];
    Domain domain_[kVmcsCapacity];
    uint32_t count_;
};

} // namespace stm::domains
