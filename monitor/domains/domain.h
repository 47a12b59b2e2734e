// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmcs_database.h"

#include <stdint.h>

// What the OS wants for one of its guests, or for itself.
namespace stm::domains {

struct Domain {
    abi::DomainType type;
    abi::XStatePolicy xstate;
    uint8_t degradation; // the protection that stays, whatever happens: a set of the bits of abi::domain
};

/*@
  // The types of which the interface's rules have a row.
  predicate KnownType(integer t) =
    t == abi::DomainType::Unprotected || t == abi::DomainType::IntegrityProtOutIn ||
    t == abi::DomainType::IntegrityProtOut || t == abi::DomainType::FullyProtOutIn ||
    t == abi::DomainType::FullyProtIn || t == abi::DomainType::FullyProtOut || t == abi::DomainType::FullyProt;

  predicate KnownXState(integer x) =
    x == abi::XStatePolicy::ReadWrite || x == abi::XStatePolicy::ReadOnly || x == abi::XStatePolicy::Scrub;

  predicate IsDomain(Domain d, integer t, integer x, integer g) = d.type == t && d.xstate == x && d.degradation == g;

  predicate ValidDomain(Domain d) = KnownType(d.type) && KnownXState(d.xstate) && d.degradation <= 0xf;
*/

/*@ assigns \nothing;
    ensures REQ_DOM_03_known: \result <==> KnownType(type);
*/
[[nodiscard]] bool is_known(abi::DomainType type);

/*@ assigns \nothing;
    ensures REQ_DOM_05_valid: \result <==> ValidDomain(domain);
*/
[[nodiscard]] bool is_valid(Domain domain);

// Of a context that the OS has not named.
/*@ assigns \nothing;
    ensures REQ_DOM_03_default:
      IsDomain(\result, abi::DomainType::Unprotected, abi::XStatePolicy::ReadWrite, 0);
    ensures REQ_DOM_03_valid: ValidDomain(\result);
*/
[[nodiscard]] Domain unnamed();

} // namespace stm::domains
