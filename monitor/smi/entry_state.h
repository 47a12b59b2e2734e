// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/smi/descriptor.h"
#include "monitor/vmcs/guest_state.h"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

// The state in which the SMI handler begins, each time it is entered: that of its descriptor, in flat segments.
namespace stm::smi {

inline constexpr uint64_t kDr7AfterReset = 0x400;
inline constexpr uint64_t kNoLink = 0xffffffffffffffff;

// Access rights (SDM vol. 3C 24.4.1): present, of 4 KiB granularity, accessed.
inline constexpr uint32_t kCode64 = 0xa09b;
inline constexpr uint32_t kCode32 = 0xc09b;
inline constexpr uint32_t kData = 0xc093;
inline constexpr uint32_t kUnusable = 0x10000;
inline constexpr uint32_t kBusyTask = 0x8b;

inline constexpr uint32_t kWholeSpace = 0xffffffff;
inline constexpr uint32_t kTaskLimit = 0x67;

// CR0: PE, ET and NE, without PG. VMX operation wants NE, and VMXE in CR4 (SDM vol. 3C 23.8), and with an unrestricted
// guest neither PE nor PG.
inline constexpr uint64_t kProtectedMode = 0x31;
inline constexpr uint64_t kPaging = 0x80000000;
inline constexpr uint64_t kLongMode = abi::efer::kLme | abi::efer::kLma;
inline constexpr uint32_t kSmiAndNmiBlocked =
    abi::interruptibility::kBlockingBySmi | abi::interruptibility::kBlockingByNmi;
inline constexpr uint64_t kFixedFlag = 0x2;

/*@
  // A handler that does not begin in 64-bit mode translates only if its descriptor has page tables.
  predicate Paged(Descriptor d) = d.long_mode || d.cr3 != 0;

  predicate IsSegment(vmcs::GuestState* g, integer s, integer selector, integer limit, integer rights) =
    g->selectors[s] == selector && g->narrow[vmcs::narrow::kLimits + s] == limit &&
    g->narrow[vmcs::narrow::kAccessRights + s] == rights && g->natural[vmcs::natural::kBases + s] == 0;

  predicate Segments(vmcs::GuestState* g, Descriptor d) =
    IsSegment(g, vmcs::SegmentRegister::Es, d.other, kWholeSpace, kData) &&
    IsSegment(g, vmcs::SegmentRegister::Cs, d.cs, kWholeSpace, d.long_mode ? kCode64 : kCode32) &&
    IsSegment(g, vmcs::SegmentRegister::Ss, d.ss, kWholeSpace, kData) &&
    IsSegment(g, vmcs::SegmentRegister::Ds, d.ds, kWholeSpace, kData);

  predicate OtherSegments(vmcs::GuestState* g, Descriptor d) =
    IsSegment(g, vmcs::SegmentRegister::Fs, d.other, kWholeSpace, kData) &&
    IsSegment(g, vmcs::SegmentRegister::Gs, d.other, kWholeSpace, kData) &&
    IsSegment(g, vmcs::SegmentRegister::Ldtr, 0, 0, kUnusable) &&
    IsSegment(g, vmcs::SegmentRegister::Tr, d.tr, kTaskLimit, kBusyTask);

  predicate Tables(vmcs::GuestState* g, Descriptor d) =
    g->narrow[vmcs::narrow::kGdtrLimit] == d.gdt_limit && g->natural[vmcs::natural::kGdtrBase] == d.gdt_base &&
    g->narrow[vmcs::narrow::kIdtrLimit] == 0 && g->natural[vmcs::natural::kIdtrBase] == 0;

  predicate ControlRegisters(vmcs::GuestState* g, Descriptor d) =
    (Paged(d) ==> g->natural[vmcs::natural::kCr0] == kProtectedMode + kPaging) &&
    (!Paged(d) ==> g->natural[vmcs::natural::kCr0] == kProtectedMode) &&
    g->natural[vmcs::natural::kCr3] == d.cr3 &&
    g->natural[vmcs::natural::kCr4] == arch::cr4::kVmx +
      (d.long_mode || d.pae ? arch::cr4::kPae : 0) + (d.pse ? arch::cr4::kPse : 0) &&
    g->wide[vmcs::wide::kEfer] == (d.long_mode ? kLongMode : 0);

  // SMIs and NMIs are blocked, as by the default treatment of SMIs (SDM vol. 3C 34.3).
  predicate Fresh(vmcs::GuestState* g, Descriptor d, integer smbase) =
    g->narrow[vmcs::narrow::kInterruptibility] == kSmiAndNmiBlocked && g->narrow[vmcs::narrow::kActivityState] == 0 &&
    g->narrow[vmcs::narrow::kSmbase] == smbase && g->narrow[vmcs::narrow::kSysenterCs] == 0 &&
    g->natural[vmcs::natural::kSysenterEsp] == 0 && g->natural[vmcs::natural::kSysenterEip] == 0 &&
    g->natural[vmcs::natural::kDr7] == kDr7AfterReset && g->natural[vmcs::natural::kRsp] == d.rsp &&
    g->natural[vmcs::natural::kRip] == d.smi_rip && g->natural[vmcs::natural::kRflags] == kFixedFlag &&
    g->natural[vmcs::natural::kPendingDebug] == 0 && g->wide[vmcs::wide::kLinkPointer] == kNoLink &&
    g->wide[vmcs::wide::kDebugctl] == 0 && g->wide[vmcs::wide::kPat] == abi::pat::kAfterReset;
*/

// The PDPTEs stay: only PAE paging outside 64-bit mode has any.
/*@ requires \valid(&state) && \valid_read(&descriptor) && \separated(&state, &descriptor) && smbase < 0x100000000;
    assigns state.selectors[0 .. 7], state.wide[0 .. 3], state.narrow[0 .. 21], state.natural[0 .. 19];
    ensures REQ_BIOS_05_segments: Segments(&state, \old(descriptor));
    ensures REQ_BIOS_05_other_segments: OtherSegments(&state, \old(descriptor));
    ensures REQ_BIOS_05_tables: Tables(&state, \old(descriptor));
    ensures REQ_BIOS_05_paging: ControlRegisters(&state, \old(descriptor));
    ensures REQ_BIOS_05_fresh: Fresh(&state, \old(descriptor), smbase);
*/
void fill_entry_state(vmcs::GuestState& state, Descriptor const& descriptor, uint64_t smbase);

} // namespace stm::smi
