// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vmx.h"

#include <stdint.h>

namespace stm::vmcs {

// Memory for a VMCS (SDM vol. 3C 24.2): a page at most. Software writes the revision identifier into it, and nothing else.
struct Region {
    uint32_t word[1024];
};
static_assert(sizeof(Region) == 0x1000);

// The region at `address`. A VMCS that is still active there from an earlier start is let go of first: the processor
// would write it back later (SDM vol. 3C 24.11.1).
/*@ requires \valid(&region) && \separated(&region, &arch::current_vmcs, &arch::vmcs_data);
    assigns region.word[0], arch::current_vmcs, arch::vmcs_data;
    ensures REQ_VMCS_04_identified: \result ==> region.word[0] == revision;
    ensures REQ_VMCS_04_inactive: \result ==> !arch::VmcsLaunched(address);
    ensures REQ_VMCS_04_progress: arch::VmcsRegion(address) ==> \result;
    ensures REQ_VMCS_02_fields: \forall integer field;
      arch::VmcsValue(address, field) == arch::VmcsValue{Pre}(address, field);
    ensures REQ_VMCS_02_others: arch::SameFields{Pre, Post}(address) && arch::SameLaunched{Pre, Post}(address);
    ensures current: \old(arch::current_vmcs) != address ==> arch::current_vmcs == \old(arch::current_vmcs);
*/
[[nodiscard]] bool identify(Region& region, uint64_t address, uint32_t revision);

} // namespace stm::vmcs
