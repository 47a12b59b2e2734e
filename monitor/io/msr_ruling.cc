// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr_ruling.h"

namespace stm::io {

/*@ assigns \nothing;
    ensures none: \result ==> (\forall integer b; 0 <= b < kMsrBits ==> !Bit(mask, b));
    ensures some: !\result ==> mask != 0;
*/
[[nodiscard]] static bool is_empty(uint64_t mask) {
    return mask == 0;
}

MsrAnswer rule_msr(Policy const& policy, uint32_t msr, Access access) {
    auto const decision = judge_msr(policy, msr, access);
    if (decision == Decision::Reserved) return {.ruling = MsrRuling::Kept, .mask = 0};
    if (decision == Decision::Protected) return {.ruling = MsrRuling::Violation, .mask = 0};
    uint64_t const mask = policy.claimed_bits(msr, access);
    bool const empty = is_empty(mask);
    /*@ assert claims: \forall integer b; 0 <= b < kMsrBits ==>
            (Policy::Claimed(&policy, MsrAtom(access, msr, b)) <==> Bit(mask, b)); */
    if (empty) return {.ruling = MsrRuling::Denied, .mask = 0};
    return {.ruling = MsrRuling::Masked, .mask = mask};
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && page <= kLastPage;
    assigns \nothing;
    ensures \result <==> ApicPageClaimed(&policy, page);
*/
[[nodiscard]] static bool is_claimed(Policy const& policy, uint64_t page) {
    Request const r = {
        .area = Area::Physical, .read = true, .write = true, .execute = false, .first = page, .last = page};
    //@ assert legal: Legal(&r);
    /*@ assert named: \forall integer k; Names(&r, k) <==>
            k == Atom(Area::Physical, Access::Read, page) || k == Atom(Area::Physical, Access::Write, page); */
    auto const decision = policy.for_handler(r);
    return decision == Decision::Granted;
}

bool may_place_apic(Policy const& policy, uint64_t before, uint64_t wanted) {
    uint64_t const page = wanted / 0x1000;
    if (wanted % 0x1000 != before % 0x1000 || page > kLastPage) return false;
    Extent const smram = policy.extent_of_smram(page, page);
    if (smram != Extent::None) return false;
    bool const claimed = is_claimed(policy, page);
    return wanted == before || (wanted < 0x100000000 && claimed);
}

} // namespace stm::io
