// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/msr.h"
#include "monitor/io/port_bitmaps.h"

#include <stdint.h>

// The MSR bitmap (SDM vol. 3C 24.6.9): which MSRs the handler reads and writes without an exit. Made once, as the I/O
// bitmaps are. The MSRs of other indices always exit.
namespace stm::io {

inline constexpr uint32_t kMsrRange = 0x2000; // MSRs in each of the four bitmaps
inline constexpr uint32_t kHighMsrs = 0xc0000000;
inline constexpr uint32_t kMsrWrites = 2 * kMsrRange; // the place of the first write

/*@
  // The MSR and the access that a bit is for: reads of low MSRs, of high ones, then writes.
  logic integer MsrAt(integer i) = i % kMsrRange + (i / kMsrRange % 2 == 1 ? kHighMsrs : 0);
  logic integer MsrAccessAt(integer i) = i < kMsrWrites ? Access::Read : Access::Write;

  // What the handler's VMCS holds, so that each VM exit saves it, each VM entry loads it, and the OS has its own.
  predicate IsOwnMsr(integer msr) =
    abi::Msr::SysenterCs <= msr <= abi::Msr::SysenterEip || msr == abi::Msr::Debugctl || msr == abi::Msr::Pat ||
    msr == abi::Msr::Efer || msr == abi::Msr::FsBase || msr == abi::Msr::GsBase;

  // Writes that are looked at, whoever claims them.
  predicate IsGuardedMsr(integer msr) = IsKeptMsr(msr) || msr == abi::Msr::ApicBase;

  predicate MsrPasses(Policy* p, integer access, integer msr) =
    IsOwnMsr(msr) || (MsrClaimed(p, access, msr) && !(access == Access::Write && IsGuardedMsr(msr)));
*/

/*@ requires \valid(&page) && \valid_read(&policy) && \separated(&page, &policy) && Policy::Inv(&policy);
    assigns page;
    ensures REQ_POL_17_msrs: \forall integer i; 0 <= i < 4 * kMsrRange ==>
      (PageBit(&page, i) <==> !MsrPasses{Pre}(&policy, MsrAccessAt(i), MsrAt(i)));
    ensures REQ_POL_12_kept: \forall integer msr; 0 <= msr < kMsrRange && IsGuardedMsr(msr) ==>
      PageBit(&page, kMsrWrites + msr);
    ensures REQ_POL_06_policy: Policy::Inv(&policy) && Policy::Same{Pre, Post}(&policy) &&
      (\forall integer k; Policy::Claimed(&policy, k) <==> Policy::Claimed{Pre}(&policy, k));
*/
void fill_msr_bitmap(arch::Page& page, Policy const& policy);

} // namespace stm::io
