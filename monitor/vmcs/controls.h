// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace stm::vmcs {

// Controls that a processor takes, for those that are wanted. `capability` is the MSR of the field (SDM vol. 3D A.2): bits
// that must be 1 in its lower half, bits that may be 1 in its upper half.
/*@
  predicate Bit(integer value, integer b) = ((value >> b) & 1) == 1;
  logic integer Required(integer capability) = capability % 0x100000000;
  logic integer Allowed(integer capability) = capability / 0x100000000;
*/

struct Controls {
    uint32_t value;
    bool supported; // all that was wanted
};

/*@ assigns \nothing;
    ensures REQ_VMCS_04_controls: \forall integer b; 0 <= b < 32 ==>
      (Bit(\result.value, b) <==> Bit(wanted, b) || Bit(Required(capability), b));
    ensures REQ_LIFE_12_supported: \result.supported ==>
      (\forall integer b; 0 <= b < 32 && Bit(wanted, b) ==> Bit(Allowed(capability), b));
    ensures REQ_LIFE_12_complete: (wanted & Allowed(capability)) == wanted ==> \result.supported;
*/
[[nodiscard]] Controls controls(uint64_t capability, uint32_t wanted);

} // namespace stm::vmcs
