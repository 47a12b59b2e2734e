// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/layout.h"

namespace stm {

/*@ requires \valid_read(&r) && r.first <= r.last && first <= last;
    assigns \nothing;
    ensures \result <==> \max(r.first, first) <= \min(r.last, last);
*/
[[nodiscard]] static bool overlaps(Request const& r, uint64_t first, uint64_t last) {
    return r.first <= last && first <= r.last;
}

/*@ requires \valid_read(&layout) && \valid_read(&r) && ValidLayout(&layout) && Legal(&r) && r.area == Area::Physical;
    assigns \nothing;
    ensures \result <==> (\exists integer k; Names(&r, k) && Reserved(&layout, k));
*/
[[nodiscard]] static bool meets_pages(Layout const& layout, Request const& r) {
    bool const met = overlaps(r, layout.mseg_first, layout.tseg_last);
    //@ ghost uint64_t page = r.first < layout.mseg_first ? layout.mseg_first : r.first;
    //@ assert reading: met && r.read ==> Names(&r, Atom(0, 0, page)) && Reserved(&layout, Atom(0, 0, page));
    //@ assert writing: met && r.write ==> Names(&r, Atom(0, 1, page)) && Reserved(&layout, Atom(0, 1, page));
    //@ assert executing: met && r.execute ==> Names(&r, Atom(0, 2, page)) && Reserved(&layout, Atom(0, 2, page));
    //@ assert nothing: !met ==> (\forall integer k; Names(&r, k) ==> !Reserved(&layout, k));
    return met;
}

/*@ requires \valid_read(&r) && Legal(&r) && r.area == Area::Msr;
    requires first <= last <= kLastMsrBit;
    assigns \nothing;
    ensures \result <==> (\exists integer k; Names(&r, k) && Atom(2, 1, first) <= k <= Atom(2, 1, last));
*/
[[nodiscard]] static bool writes_msr_bits(Request const& r, uint64_t first, uint64_t last) {
    bool const met = r.write && overlaps(r, first, last);
    //@ ghost uint64_t bit = r.first < first ? first : r.first;
    //@ assert writing: met ==> Names(&r, Atom(2, 1, bit)) && Atom(2, 1, first) <= Atom(2, 1, bit) <= Atom(2, 1, last);
    return met;
}

bool is_reserved(Layout const& layout, Request const& r) {
    if (r.area == Area::Physical) {
        return meets_pages(layout, r);
    }
    return r.area == Area::Msr && (writes_msr_bits(r, kMsrBits * kSmmMonitorCtl, kMsrBits * (kSmmMonitorCtl + 1) - 1) ||
                                   writes_msr_bits(r, kMsrBits * kSmrrPhysBase, kMsrBits * (kSmrrPhysBase + 2) - 1));
}

bool meets_tseg(Layout const& layout, Request const& r) {
    bool const met = r.area == Area::Physical && overlaps(r, layout.tseg_first, layout.tseg_last);
    //@ ghost uint64_t page = r.first < layout.tseg_first ? layout.tseg_first : r.first;
    //@ assert witness: met ==> r.first <= page <= r.last && layout.tseg_first <= page <= layout.tseg_last;
    return met;
}

bool in_bios_smram(Layout const& layout, uint64_t address, uint64_t bytes) {
    return layout.tseg_first <= address / 0x1000 && (address + bytes - 1) / 0x1000 < layout.mseg_first;
}

bool is_os_page(Layout const& layout, uint64_t limit, uint64_t address) {
    uint64_t const page = address / 0x1000;
    bool const in_tseg_or_devices = layout.tseg_first <= page && (page <= layout.tseg_last || page < kDevicesEnd);
    bool const in_low_smram = kLowSmramFirst <= page && page <= kLowSmramLast;
    bool const interrupts = kInterruptsFirst <= page && page <= kInterruptsLast;
    return address % 0x1000 == 0 && address < limit && !in_tseg_or_devices && !in_low_smram && !interrupts;
}

bool is_kept_msr(uint64_t msr) {
    return msr == kSmmMonitorCtl || msr == kSmrrPhysBase || msr == kSmrrPhysBase + 1;
}

} // namespace stm
