// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/domain.h"
#include "spec/abi/event_log.h"

#include <stdint.h>

// What an SMI shows of the context that it interrupted, and what the handler may change there. The rules of the
// interface are a comment in STM/PE (Runtime/SmmStateSync.c); the predicates below are that table, type by type.
namespace stm::domains {

// An SMI. All but `io` is about the instruction right before it, and is false if there was none.
struct Event {
    bool io;      // it follows an instruction that reads or writes a port
    bool in;      // IN or INS; else OUT or OUTS
    bool string;  // INS or OUTS: the data are in memory
    bool trapped; // the BIOS has the port on its list of trapped ports, in this direction
    bool api;     // and there, as a call of its own (TRAPPED_IO_RANGE, Api)
};

enum class Outcome : uint8_t { Kept = 0, Degraded = 1, Precluded = 2 };

// For this SMI only.
struct Degradation {
    Outcome outcome;
    abi::DomainType type; // by which the rules are to be applied, if not precluded
};

// Into the save state go, besides what is no secret:
struct Populate {
    bool all;
    bool io;   // the fields IO_MISC and IO_MEM_ADDR
    bool dx;   // DX
    bool data; // EAX, AX or AL, by the size of the access
};

// Back from the save state comes:
struct Propagate {
    bool all;  // every field that may
    bool data; // EAX, AX or AL, by the size of the access
};

// Of vector registers and the like: save before the handler, clear before it, restore after it.
struct XState {
    bool save;
    bool clear;
    bool restore;
};

/*@
  predicate TrappedIn(Event e) = e.io && e.trapped && e.in;
  predicate TrappedOut(Event e) = e.io && e.trapped && !e.in;
  predicate Api(Event e) = e.io && e.api;

  // Degradation. A call of the BIOS opens the domain; a port that the BIOS traps ends its being disallowed.
  logic integer AfterIn(integer t) =
    t == abi::DomainType::FullyProt ? abi::DomainType::FullyProtIn :
    t == abi::DomainType::FullyProtOut ? abi::DomainType::FullyProtOutIn :
    t == abi::DomainType::IntegrityProtOut ? abi::DomainType::IntegrityProtOutIn : t;
  logic integer AfterOut(integer t) =
    t == abi::DomainType::FullyProt ? abi::DomainType::FullyProtOut :
    t == abi::DomainType::FullyProtIn ? abi::DomainType::FullyProtOutIn : t;
  predicate Becomes(integer t, Event e, integer after) =
    Api(e) ? after == abi::DomainType::Unprotected :
    TrappedIn(e) ? after == AfterIn(t) : TrappedOut(e) ? after == AfterOut(t) : after == t;

  predicate HasBit(integer bits, integer bit) = bits / bit % 2 == 1;

  // Every protection that the policy names is still there.
  predicate Allows(integer policy, integer t) =
    (HasBit(policy, abi::domain::kDisallowedIoOut) ==> HasBit(t, abi::domain::kDisallowedIoOut)) &&
    (HasBit(policy, abi::domain::kDisallowedIoIn) ==> HasBit(t, abi::domain::kDisallowedIoIn)) &&
    (HasBit(policy, abi::domain::kIntegrity) ==> HasBit(t, abi::domain::kIntegrity)) &&
    (HasBit(policy, abi::domain::kConfidentiality) ==> HasBit(t, abi::domain::kConfidentiality));

  // Populated: all; or for a trapped IN; or for a trapped OUT; or nothing.
  predicate ShowsAll(integer t) = t == abi::DomainType::Unprotected || t == abi::DomainType::IntegrityProtOutIn ||
    t == abi::DomainType::IntegrityProtOut;
  predicate ShowsIn(integer t) = t == abi::DomainType::FullyProtOutIn || t == abi::DomainType::FullyProtIn;
  predicate ShowsOut(integer t) = t == abi::DomainType::FullyProtOutIn || t == abi::DomainType::FullyProtOut;
  predicate ShowsIo(integer t, Event e) = (ShowsIn(t) && TrappedIn(e)) || (ShowsOut(t) && TrappedOut(e));

  // Propagated: all; or EAX, AX, AL of a trapped IN; or nothing.
  predicate TakesAll(integer t) = t == abi::DomainType::Unprotected;
  predicate TakesIn(integer t) = t == abi::DomainType::IntegrityProtOutIn || t == abi::DomainType::FullyProtOutIn ||
    t == abi::DomainType::FullyProtIn;
*/

// Whether the domain can stay what it is during this SMI. If precluded, the machine has to be reset with
// abi::Crash::DomainDegradationFailure; if degraded, there is an event to log.
/*@ requires ValidDomain(domain);
    assigns \nothing;
    ensures REQ_DOM_04_kept: \result.outcome == Outcome::Kept <==> Becomes(domain.type, event, domain.type);
    ensures REQ_DOM_04_same: \result.outcome != Outcome::Degraded ==> \result.type == domain.type;
    ensures REQ_DOM_04_degraded: \forall integer after; Becomes(domain.type, event, after) && after != domain.type ==>
      (\result.outcome == Outcome::Degraded <==> Allows(domain.degradation, after));
    ensures REQ_DOM_04_precluded: \forall integer after; Becomes(domain.type, event, after) && after != domain.type ==>
      (\result.outcome == Outcome::Precluded <==> !Allows(domain.degradation, after));
    ensures REQ_DOM_04_type: \result.outcome == Outcome::Degraded ==> Becomes(domain.type, event, \result.type);
    ensures REQ_DOM_04_known: KnownType(\result.type);
*/
[[nodiscard]] Degradation degrade(Domain domain, Event event);

// The data of EvtMleDomainTypeDegraded.
/*@ assigns \nothing;
    ensures REQ_DOM_04_logged: \result.vmcs_phys_pointer == pointer && \result.expected_domain_type == expected &&
      \result.degraded_domain_type == degraded;
    ensures nothing_beyond: \forall integer i; 0 <= i < 6 ==> \result.beyond[i] == 0;
*/
[[nodiscard]] abi::DomainTypeDegraded degraded_event(uint64_t pointer, abi::DomainType expected,
                                                     abi::DomainType degraded);

/*@ requires KnownType(type);
    assigns \nothing;
    ensures REQ_DOM_03_all: \result.all <==> ShowsAll(type);
    ensures REQ_DOM_03_io: \result.io <==> ShowsIo(type, event);
    ensures REQ_DOM_03_dx: \result.dx <==> ShowsIo(type, event);
    ensures REQ_DOM_03_data: \result.data <==> ShowsOut(type) && TrappedOut(event) && !event.string;
*/
[[nodiscard]] Populate populated(abi::DomainType type, Event event);

// `restore_required` is SmramToVmcsRestoreRequired, as the handler left it.
/*@ requires KnownType(type);
    assigns \nothing;
    ensures REQ_DOM_06_not_required: !restore_required ==> !\result.all && !\result.data;
    ensures REQ_DOM_03_all: restore_required ==> (\result.all <==> TakesAll(type));
    ensures REQ_DOM_03_data: restore_required ==>
      (\result.data <==> TakesIn(type) && TrappedIn(event) && !event.string);
*/
[[nodiscard]] Propagate propagated(abi::DomainType type, Event event, bool restore_required);

/*@ requires KnownXState(policy);
    assigns \nothing;
    ensures REQ_DOM_05_read_write: policy == abi::XStatePolicy::ReadWrite ==>
      !\result.save && !\result.clear && !\result.restore;
    ensures REQ_DOM_05_read_only: policy == abi::XStatePolicy::ReadOnly ==>
      \result.save && !\result.clear && \result.restore;
    ensures REQ_DOM_05_scrub: policy == abi::XStatePolicy::Scrub ==> \result.save && \result.clear && \result.restore;
*/
[[nodiscard]] XState xstate(abi::XStatePolicy policy);

} // namespace stm::domains
