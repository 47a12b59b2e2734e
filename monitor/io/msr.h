// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "spec/abi/msr.h"

#include <stdint.h>

// What the policy says of an MSR as a whole.
namespace stm::io {

/*@
  logic integer MsrAtom(integer access, integer msr, integer bit) = Atom(Area::Msr, access, kMsrBits * msr + bit);

  predicate MsrClaimed(Policy* p, integer access, integer msr) =
    \forall integer k; MsrAtom(access, msr, 0) <= k < MsrAtom(access, msr, kMsrBits) ==> Policy::Claimed(p, k);

  predicate MsrProtected(Policy* p, integer access, integer msr) =
    \exists integer k; MsrAtom(access, msr, 0) <= k < MsrAtom(access, msr, kMsrBits) && Policy::Protected(p, k);
*/

// Reserved: a write of one that is kept; else Granted, Protected, or Denied, of all bits.
/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && access <= Access::Write;
    assigns \nothing;
    ensures REQ_POL_12_kept: \result == Decision::Reserved <==> access == Access::Write && IsKeptMsr(msr);
    ensures REQ_POL_17_claimed: \result == Decision::Granted <==> MsrClaimed(&policy, access, msr);
    ensures REQ_POL_03_protected: \result == Decision::Protected <==>
      !(access == Access::Write && IsKeptMsr(msr)) && MsrProtected(&policy, access, msr);
    ensures REQ_POL_01_denied: \result <= Decision::Reserved;
*/
[[nodiscard]] Decision judge_msr(Policy const& policy, uint32_t msr, Access access);

} // namespace stm::io
