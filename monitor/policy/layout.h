// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/request.h"
#include "spec/abi/msr.h"

#include <stdint.h>

// Where SMRAM lies, and what the monitor keeps for itself: known before anybody claims or protects, and never changed.
namespace stm {

// Page numbers, both ends included: TSEG, and the part of it from MSEG base on, which is the monitor's.
struct Layout {
    uint64_t tseg_first;
    uint64_t mseg_first;
    uint64_t tseg_last;
};

inline constexpr uint64_t kAddressEnd = kAreaSpan * 0x1000; // 52 bits (SDM vol. 3A 4.1.4)

// SMRAM below 1 MiB, where a chipset has it: page numbers. Where it has not, it is the display's.
inline constexpr uint64_t kLowSmramFirst = 0xa0;
inline constexpr uint64_t kLowSmramLast = 0xbf;

inline constexpr uint64_t kSmmMonitorCtl = static_cast<uint64_t>(abi::Msr::SmmMonitorCtl);
inline constexpr uint64_t kSmrrPhysBase = static_cast<uint64_t>(abi::Msr::SmrrPhysBase); // the mask is the next one

// What is behind these page numbers is no memory but interrupt messages, and the local APIC where a processor starts
// with it (SDM vol. 3A 10.4.1, 10.11.1).
inline constexpr uint64_t kInterruptsFirst = 0xfee00;
inline constexpr uint64_t kInterruptsLast = 0xfeeff;

// TSEG is the last of the memory that lies below 4 GiB, and devices come behind it. Some of them obey SMM alone.
inline constexpr uint64_t kDevicesEnd = 0x100000;

/*@
  predicate ValidLayout(Layout* l) = l->tseg_first <= l->mseg_first <= l->tseg_last <= kLastPage;

  predicate PagesAs(Layout* l, integer access, integer k) =
    Atom(0, access, l->mseg_first) <= k <= Atom(0, access, l->tseg_last);

  // The monitor's pages, in every way, and writing the MSRs that hold its walls up.
  predicate Reserved(Layout* l, integer k) =
    PagesAs(l, 0, k) || PagesAs(l, 1, k) || PagesAs(l, 2, k) ||
    Atom(2, 1, kMsrBits * kSmmMonitorCtl) <= k < Atom(2, 1, kMsrBits * (kSmmMonitorCtl + 1)) ||
    Atom(2, 1, kMsrBits * kSmrrPhysBase) <= k < Atom(2, 1, kMsrBits * (kSmrrPhysBase + 2));

  // MSRs of which no write may have an effect.
  predicate IsKeptMsr(integer msr) = msr == kSmmMonitorCtl || kSmrrPhysBase <= msr <= kSmrrPhysBase + 1;

  // The bytes lie in the BIOS's part of SMRAM, between the bottom of TSEG and MSEG (REQ-BIOS-01, REQ-BIOS-02).
  predicate Inside(integer tseg_first, integer mseg_first, integer address, integer bytes) =
    tseg_first <= address / 0x1000 && (address + bytes - 1) / 0x1000 < mseg_first;

  predicate InBiosSmram(Layout* l, integer address, integer bytes) =
    Inside(l->tseg_first, l->mseg_first, address, bytes);

  // The end of the processor's physical addresses.
  predicate IsLimit(integer limit) = limit % 0x1000 == 0 && limit <= kAddressEnd;

  // A whole page that the processor can address, no part of it in SMRAM, and of no device below 4 GiB.
  predicate OsMayHave(integer tseg_first, integer tseg_last, integer limit, integer address) =
    address % 0x1000 == 0 && address < limit &&
    !(tseg_first <= address / 0x1000 <= tseg_last) && !(tseg_first <= address / 0x1000 < kDevicesEnd) &&
    !(kLowSmramFirst <= address / 0x1000 <= kLowSmramLast) &&
    !(kInterruptsFirst <= address / 0x1000 <= kInterruptsLast);

  predicate IsOsPage(Layout* l, integer limit, integer address) =
    OsMayHave(l->tseg_first, l->tseg_last, limit, address);

  predicate MeetsTseg(Layout* l, Request* r) =
    r->area == 0 && (\exists integer page; r->first <= page <= r->last && l->tseg_first <= page <= l->tseg_last);
*/

/*@ requires \valid_read(&layout) && ValidLayout(&layout) && bytes > 0 && address + bytes < 0x10000000000000;
    assigns \nothing;
    ensures REQ_BIOS_02_inside: \result <==> InBiosSmram(&layout, address, bytes);
*/
[[nodiscard]] bool in_bios_smram(Layout const& layout, uint64_t address, uint64_t bytes);

// What the OS names by its address is a page of its own.
/*@ requires \valid_read(&layout);
    assigns \nothing;
    ensures REQ_CALL_06_os: \result <==> IsOsPage(&layout, limit, address);
*/
[[nodiscard]] bool is_os_page(Layout const& layout, uint64_t limit, uint64_t address);

/*@ assigns \nothing;
    ensures REQ_POL_12_kept: \result <==> IsKeptMsr(msr);
*/
[[nodiscard]] bool is_kept_msr(uint64_t msr);

// The request names something that the monitor keeps for itself.
/*@ requires \valid_read(&layout) && \valid_read(&r) && ValidLayout(&layout) && Legal(&r);
    assigns \nothing;
    ensures REQ_POL_02_reserved: \result <==> (\exists integer k; Names(&r, k) && Reserved(&layout, k));
*/
[[nodiscard]] bool is_reserved(Layout const& layout, Request const& r);

// The request names a page of TSEG.
/*@ requires \valid_read(&layout) && \valid_read(&r) && ValidLayout(&layout) && Legal(&r);
    assigns \nothing;
    ensures REQ_POL_15_tseg: \result <==> MeetsTseg(&layout, &r);
*/
[[nodiscard]] bool meets_tseg(Layout const& layout, Request const& r);

} // namespace stm
