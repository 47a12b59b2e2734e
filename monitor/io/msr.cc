// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr.h"

namespace stm::io {

Decision judge_msr(Policy const& policy, uint32_t msr, Access access) {
    uint64_t const first = kMsrBits * msr;
    Request const r = {.area = Area::Msr,
                       .read = access == Access::Read,
                       .write = access == Access::Write,
                       .execute = false,
                       .first = first,
                       .last = first + kMsrBits - 1};
    //@ assert legal: Legal(&r);
    /*@ assert named: \forall integer k; Names(&r, k) <==>
            MsrAtom(access, msr, 0) <= k < MsrAtom(access, msr, kMsrBits); */
    /*@ assert kept: access == Access::Write && IsKeptMsr(msr) ==>
          Names(&r, Atom(2, 1, first)) && Policy::Kept(&policy, Atom(2, 1, first)); */
    //@ assert free: !(access == Access::Write && IsKeptMsr(msr)) ==> !Policy::MeetsKept(&policy, &r);
    return policy.for_handler(r);
}

} // namespace stm::io
