// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/context.h"
#include "monitor/exceptions/place.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

// The state in which the exception handler begins: the interrupted one, but at its own place in flat segments. The
// monitor finds the rest in what the BIOS itself set up, such as paging and the IDT.
namespace stm::exceptions {

inline constexpr uint64_t kFixedFlag = 0x2; // RFLAGS with all that can be 0
inline constexpr uint64_t kVirtual8086 = 0x20000;
inline constexpr uint32_t kWholeSpace = 0xffffffff;

// Access rights: present, of 4 KiB granularity, accessed, of privilege level 0 (SDM vol. 3C 24.4.1).
inline constexpr uint32_t kData = 0x3 + abi::access_rights::kCodeOrData + abi::access_rights::kPresent +
                                  abi::access_rights::kDefaultBig + abi::access_rights::kGranularity;
inline constexpr uint32_t kCode32 = kData + 0x8;
inline constexpr uint32_t kCode64 = kCode32 - abi::access_rights::kDefaultBig + abi::access_rights::kLong;

/*@
  // The interrupted code shares its mode with the exception handler: both are 32-bit protected, or both IA-32e.
  predicate InMode(Context* c, integer long_mode) = Lma(c) == long_mode &&
    Natural(c, vmcs::natural::kCr0) % 2 == 1 && Natural(c, vmcs::natural::kRflags) / kVirtual8086 % 2 == 0;

  predicate CanEnter(ExceptionHandler* h, Context* c) = h->rip != 0 && InMode(c, h->long_mode ? 1 : 0) &&
    domains::CodeAddress(h->rip, h->long_mode ? 1 : 0, La57(c));

  predicate IsFlat(vmcs::GuestState* g, integer s, integer selector, integer rights) =
    g->selectors[s] == selector && g->narrow[vmcs::narrow::kLimits + s] == kWholeSpace &&
    g->narrow[vmcs::narrow::kAccessRights + s] == rights && g->natural[vmcs::natural::kBases + s] == 0;

  predicate AtHandler(vmcs::GuestState* g, ExceptionHandler* h) =
    g->natural[vmcs::natural::kRip] == h->rip && g->natural[vmcs::natural::kRsp] == FrameAddress(h) &&
    g->natural[vmcs::natural::kRflags] == kFixedFlag;

  // No event of the interrupted code reaches the handler.
  predicate Quiet(vmcs::GuestState* g) = g->natural[vmcs::natural::kPendingDebug] == 0 &&
    g->narrow[vmcs::narrow::kActivityState] == abi::ActivityState::Active;

  // Blocking by STI and by MOV SS is over (SDM vol. 3C 24.4.2).
  predicate Unshadowed{L, M}(vmcs::GuestState* g) =
    \at(g->narrow[vmcs::narrow::kInterruptibility], M) ==
      \at(g->narrow[vmcs::narrow::kInterruptibility], L) / 4 * 4;
*/

// The processor can go on at SpeRip from here.
/*@ requires \valid_read(&handler) && \valid_read(&context);
    assigns \nothing;
    ensures REQ_VMCS_04_can_enter: \result <==> CanEnter(&handler, &context);
*/
[[nodiscard]] bool can_enter(ExceptionHandler const& handler, Context const& context);

// `cs` is the SMI handler's code segment, SmmCs.
/*@ requires \valid(&guest) && \valid_read(&handler) && \separated(&guest, &handler);
    requires 0 <= FrameAddress(&handler);
    assigns guest.selectors[1 .. 2], guest.narrow[1 .. 2], guest.narrow[11 .. 12], guest.narrow[18 .. 19],
      guest.natural[4 .. 5], guest.natural[14 .. 17];
    ensures REQ_EXC_01_at_handler: AtHandler(&guest, &handler);
    ensures REQ_EXC_01_stack: IsFlat(&guest, vmcs::SegmentRegister::Ss, handler.ss, kData);
    ensures REQ_EXC_01_code: IsFlat(&guest, vmcs::SegmentRegister::Cs, cs, handler.long_mode ? kCode64 : kCode32);
    ensures REQ_VMCS_04_quiet: Quiet(&guest) && Unshadowed{Pre, Post}(&guest);
*/
void enter(vmcs::GuestState& guest, ExceptionHandler const& handler, uint16_t cs);

} // namespace stm::exceptions
