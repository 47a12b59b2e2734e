// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/msr_bitmap.h"

namespace stm::io {

/*@ assigns \nothing;
    ensures \result <==> IsOwnMsr(msr);
*/
[[nodiscard]] static bool is_own(uint32_t msr) {
    switch (static_cast<abi::Msr>(msr)) {
    case abi::Msr::SysenterCs:
    case abi::Msr::SysenterEsp:
    case abi::Msr::SysenterEip:
    case abi::Msr::Debugctl:
    case abi::Msr::Pat:
    case abi::Msr::Efer:
    case abi::Msr::FsBase:
    case abi::Msr::GsBase: return true;
    default: return false;
    }
}

/*@ assigns \nothing;
    ensures \result <==> IsGuardedMsr(msr);
*/
[[nodiscard]] static bool is_guarded(uint32_t msr) {
    return is_kept_msr(msr) || msr == static_cast<uint32_t>(abi::Msr::ApicBase);
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && access <= Access::Write;
    assigns \nothing;
    ensures \result <==> MsrPasses(&policy, access, msr);
*/
[[nodiscard]] static bool msr_passes(Policy const& policy, Access access, uint32_t msr) {
    if (is_own(msr)) return true;
    if (access == Access::Write && is_guarded(msr)) return false;
    auto const decision = judge_msr(policy, msr, access);
    return decision == Decision::Granted;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && access <= Access::Write;
    requires first <= kHighMsrs + kMsrRange - 64;
    assigns \nothing;
    ensures \result ==> (\forall integer msr; first <= msr < first + 64 ==> !MsrClaimed(&policy, access, msr));
*/
[[nodiscard]] static bool none_claimed(Policy const& policy, Access access, uint32_t first) {
    uint64_t const bit = kMsrBits * first;
    auto const extent = policy.extent_of_claims(Area::Msr, access, bit, bit + 64 * kMsrBits - 1);
    /*@ assert first: \forall integer msr; first <= msr < first + 64 ==>
            Atom(Area::Msr, access, bit) <= MsrAtom(access, msr, 0) < Atom(Area::Msr, access, bit + 64 * kMsrBits); */
    /*@ assert unclaimed: extent == Extent::None ==> (\forall integer msr; first <= msr < first + 64 ==>
            !Policy::Claimed(&policy, MsrAtom(access, msr, 0))); */
    return extent == Extent::None;
}

/*@ requires first <= kHighMsrs + kMsrRange - 64;
    assigns \nothing;
    ensures \forall integer b; 0 <= b < 64 ==> (Bit(\result, b) <==> !IsOwnMsr(first + b));
*/
[[nodiscard]] static uint64_t word_of_own(uint32_t first) {
    uint64_t word = 0;
    /*@ loop invariant range: 0 <= b <= 64;
        loop invariant below: \forall integer c; 0 <= c < b ==>
          (Bit(word, c) <==> !IsOwnMsr(first + c));
        loop assigns b, word;
        loop variant 64 - b;
    */
    for (uint32_t b = 0; b < 64; ++b) {
        bool const allowed = is_own(first + b);
        word = with_bit(word, b, !allowed);
    }
    return word;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && access <= Access::Write;
    requires first <= kHighMsrs + kMsrRange - 64;
    assigns \nothing;
    ensures \forall integer b; 0 <= b < 64 ==> (Bit(\result, b) <==> !MsrPasses(&policy, access, first + b));
*/
[[nodiscard]] static uint64_t word_by_msr(Policy const& policy, Access access, uint32_t first) {
    uint64_t word = 0;
    /*@ loop invariant range: 0 <= b <= 64;
        loop invariant below: \forall integer c; 0 <= c < b ==>
          (Bit(word, c) <==> !MsrPasses(&policy, access, first + c));
        loop assigns b, word;
        loop variant 64 - b;
    */
    for (uint32_t b = 0; b < 64; ++b) {
        bool const allowed = msr_passes(policy, access, first + b);
        word = with_bit(word, b, !allowed);
    }
    return word;
}

// 64 MSRs, most of which nobody claimed.
/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && access <= Access::Write;
    requires first <= kHighMsrs + kMsrRange - 64;
    assigns \nothing;
    ensures \forall integer b; 0 <= b < 64 ==> (Bit(\result, b) <==> !MsrPasses(&policy, access, first + b));
*/
[[nodiscard]] static uint64_t word_of_msrs(Policy const& policy, Access access, uint32_t first) {
    bool const unclaimed = none_claimed(policy, access, first);
    if (unclaimed) return word_of_own(first);
    return word_by_msr(policy, access, first);
}

void fill_msr_bitmap(arch::Page& page, Policy const& policy) {
    /*@ loop invariant range: 0 <= w <= kPageWords;
        loop invariant policy: Policy::Same{Pre, Here}(&policy);
        loop invariant whole: Policy::Inv(&policy);
        loop invariant same: \forall integer k; Policy::Claimed(&policy, k) <==> Policy::Claimed{Pre}(&policy, k);
        loop invariant done: \forall integer v, b; 0 <= v < w && 0 <= b < 64 ==>
          (Bit(page.word[v], b) <==> !MsrPasses{Pre}(&policy, MsrAccessAt(64 * v + b), MsrAt(64 * v + b)));
        loop assigns w, page;
        loop variant kPageWords - w;
    */
    for (uint32_t w = 0; w < kPageWords; ++w) {
        uint32_t const place = 64 * w;
        auto const access = place < kMsrWrites ? Access::Read : Access::Write;
        uint32_t const high = place / kMsrRange % 2 == 1 ? kHighMsrs : 0;
        uint32_t const first = place % kMsrRange + high;
        /*@ assert same: \forall integer b; 0 <= b < 64 ==>
                MsrAt(place + b) == first + b && MsrAccessAt(place + b) == access; */
        page.word[w] = word_of_msrs(policy, access, first);
    }
    /*@ assert place: \forall integer i; 0 <= i < 4 * kMsrRange ==>
            i == 64 * (i / 64) + i % 64 && 0 <= i / 64 < kPageWords; */
}

} // namespace stm::io
