// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/msr.h"

#include <stdint.h>

// What becomes of an RDMSR or WRMSR of the handler's that exited.
namespace stm::io {

enum class MsrRuling : uint8_t {
    Masked = 0,    // the bits of the mask
    Denied = 1,    // nobody granted any: logged; it reads as 0, and writing has no effect
    Violation = 2, // the OS protects it
    Kept = 3,      // the monitor stands on it: writing has no effect
};

struct MsrAnswer {
    MsrRuling ruling;
    uint64_t mask; // 0 unless Masked
};

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && access <= Access::Write;
    assigns \nothing;
    ensures REQ_POL_12_kept: \result.ruling == MsrRuling::Kept <==> access == Access::Write && IsKeptMsr(msr);
    ensures REQ_POL_03_protected: \result.ruling == MsrRuling::Violation <==>
      !(access == Access::Write && IsKeptMsr(msr)) && MsrProtected(&policy, access, msr);
    ensures REQ_POL_17_mask: \result.ruling == MsrRuling::Masked ==> \result.mask != 0 &&
      (\forall integer b; 0 <= b < kMsrBits ==>
        (Bit(\result.mask, b) <==> Policy::Claimed(&policy, MsrAtom(access, msr, b))));
    ensures REQ_POL_17_denied: \result.ruling == MsrRuling::Denied ==>
      (\forall integer b; 0 <= b < kMsrBits ==> !Policy::Claimed(&policy, MsrAtom(access, msr, b)));
    ensures REQ_POL_01_denied: \result.ruling <= MsrRuling::Kept &&
      (\result.ruling != MsrRuling::Masked ==> \result.mask == 0);
*/
[[nodiscard]] MsrAnswer rule_msr(Policy const& policy, uint32_t msr, Access access);

/*@
  predicate ApicPageClaimed(Policy* p, integer page) =
    Policy::Claimed(p, Atom(Area::Physical, Access::Read, page)) &&
    Policy::Claimed(p, Atom(Area::Physical, Access::Write, page));

  predicate ApicBaseAllowed(Policy* p, integer before, integer wanted) =
    wanted % 0x1000 == before % 0x1000 && wanted / 0x1000 <= kLastPage && !Policy::InSmram(p, wanted / 0x1000) &&
    (wanted == before || (wanted < 0x100000000 && ApicPageClaimed(p, wanted / 0x1000)));
*/

// IA32_APIC_BASE holds `before` and would hold `wanted`. The handler may move the page to one that the BIOS claimed,
// outside SMRAM, and below 4 GiB, where every processor has addresses. The APIC's mode is not the handler's to change.
/*@ requires \valid_read(&policy) && Policy::Inv(&policy);
    assigns \nothing;
    ensures REQ_EXC_08_allowed: \result <==> ApicBaseAllowed(&policy, before, wanted);
    ensures REQ_EXC_08_not_onto_smram: \result ==> !Policy::InSmram(&policy, wanted / 0x1000);
*/
[[nodiscard]] bool may_place_apic(Policy const& policy, uint64_t before, uint64_t wanted);

} // namespace stm::io
