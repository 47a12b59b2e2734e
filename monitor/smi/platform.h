// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/msr.h"
#include "monitor/policy/layout.h"
#include "monitor/vmcs/controls.h"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_control.h"

#include <stdint.h>

// What the processor and the chipset give: where SMRAM is, and the controls of both contexts.
namespace stm::smi {

struct Platform {
    Layout layout;
    uint32_t revision; // of VMCS regions
    uint32_t exit;     // of the handler's
    uint32_t os_pin;
    uint32_t os_exit;
    uint32_t os_proc;
    uint32_t os_entry; // but for the mode of the guest
    uint32_t handler_pin;
    uint32_t handler_proc;
    uint32_t handler_proc2;
    uint32_t handler_entry; // the same
};

inline constexpr uint32_t kExit = abi::exit_control::kSaveDebugControls | abi::exit_control::kHostAddressSpaceSize |
                                  abi::exit_control::kSavePat | abi::exit_control::kLoadPat |
                                  abi::exit_control::kSaveEfer | abi::exit_control::kLoadEfer;
inline constexpr uint32_t kEntry =
    abi::entry_control::kLoadDebugControls | abi::entry_control::kLoadPat | abi::entry_control::kLoadEfer;

// IRET of the handler's does not unblock NMIs (SDM vol. 3C 25.3): they wait for the OS, and find no monitor on the way.
inline constexpr uint32_t kHandlerPin = abi::pin_control::kNmiExiting;
inline constexpr uint32_t kHandlerProc =
    abi::proc_control::kIoBitmaps | abi::proc_control::kMsrBitmaps | abi::proc_control::kSecondaryControls;
inline constexpr uint32_t kHandlerProc2 = abi::proc2_control::kEpt | abi::proc2_control::kUnrestrictedGuest;
inline constexpr uint32_t kHandlerEntry = kEntry | abi::entry_control::kEntryToSmm;

// Pages of 1 GiB, write-back and uncacheable tables, and INVEPT of one context (SDM vol. 3D A.10).
inline constexpr uint64_t kWantedEpt = abi::vmx_ept_vpid_cap::kPageWalk4 | abi::vmx_ept_vpid_cap::kUncacheable |
                                       abi::vmx_ept_vpid_cap::kWriteBack | abi::vmx_ept_vpid_cap::k2MPages |
                                       abi::vmx_ept_vpid_cap::k1GPages | abi::vmx_ept_vpid_cap::kInvept |
                                       abi::vmx_ept_vpid_cap::kInveptSingle;

/*@
  predicate HasEpt{L} = (arch::MsrValue{L}(abi::Msr::VmxEptVpidCap) & kWantedEpt) == kWantedEpt;

  predicate Has(integer value, integer wanted) =
    \forall integer b; 0 <= b < 32 && vmcs::Bit(wanted, b) ==> vmcs::Bit(value, b);

  // A capability MSR lets a control be what is wanted (SDM vol. 3D A.2).
  predicate Gives(integer capability, integer wanted) = (wanted & vmcs::Allowed(capability)) == wanted;

  logic integer Capability{L}(integer usual, integer flexible) =
    arch::MsrValue{L}(abi::Msr::VmxBasic) / 0x80000000000000 % 2 == 1 ? arch::MsrValue{L}(flexible) : arch::MsrValue{L}(usual);

  predicate GivesControls{L} =
    Gives(Capability{L}(abi::Msr::VmxExitCtls, abi::Msr::VmxTrueExitCtls), kExit) &&
    Gives(Capability{L}(abi::Msr::VmxEntryCtls, abi::Msr::VmxTrueEntryCtls), kEntry) &&
    Gives(Capability{L}(abi::Msr::VmxEntryCtls, abi::Msr::VmxTrueEntryCtls), kHandlerEntry) &&
    Gives(Capability{L}(abi::Msr::VmxPinbasedCtls, abi::Msr::VmxTruePinbasedCtls), kHandlerPin) &&
    Gives(Capability{L}(abi::Msr::VmxProcbasedCtls, abi::Msr::VmxTrueProcbasedCtls), kHandlerProc);

  // What is left of a guest's VMX-preemption timer is kept where there is one (SDM vol. 3C 34.15.2.4, 34.15.4.6).
  predicate KeepsTimer{L}(Platform* p) =
    Gives(Capability{L}(abi::Msr::VmxExitCtls, abi::Msr::VmxTrueExitCtls), abi::exit_control::kSavePreemptionTimer) ==>
    Has(p->os_exit, abi::exit_control::kSavePreemptionTimer);

  predicate HasControls(Platform* p) =
    Has(p->exit, kExit) && Has(p->os_exit, kExit) && Has(p->os_entry, kEntry) &&
    Has(p->handler_pin, kHandlerPin) && Has(p->handler_proc, kHandlerProc) && Has(p->handler_proc2, kHandlerProc2) && Has(p->handler_entry, kHandlerEntry);

  // TSEG is what SMRR covers (SDM vol. 3A 11.11.2.4); in pages.
  logic integer SmrrBase{L} = arch::MsrValue{L}(abi::Msr::SmrrPhysBase) / 0x1000 % 0x100000;
  logic integer SmrrMask{L} = arch::MsrValue{L}(abi::Msr::SmrrPhysMask) / 0x1000 % 0x100000;
  predicate SmrrOn{L} = arch::MsrValue{L}(abi::Msr::SmrrPhysMask) / 0x800 % 2 == 1;

  // Exactly that: the mask is contiguous and the base a multiple of the size.
  predicate SmrrExact{L} = 0x100000 % (0x100000 - SmrrMask{L}) == 0 && SmrrBase{L} % (0x100000 - SmrrMask{L}) == 0;

  predicate LayoutOf{L}(Layout* l, integer mseg) =
    l->tseg_first == SmrrBase{L} && l->tseg_last == SmrrBase{L} + (0x100000 - SmrrMask{L}) - 1 && l->mseg_first == mseg;
*/

// The controls are filled in anyway, as far as the processor has them: to return from the monitor needs no more.
// `mseg` is MSEG's first page, `end` the first one behind what the monitor uses.
/*@ requires \valid(&platform) && mseg < end <= 0x200000;
    assigns platform;
    ensures REQ_VMCS_02_timer: KeepsTimer(&platform);
    ensures REQ_LIFE_12_controls: \result ==> HasControls(&platform) && HasEpt;
    ensures REQ_LIFE_12_smrr: \result ==> SmrrOn && SmrrExact && LayoutOf(&platform.layout, mseg) &&
      ValidLayout(&platform.layout);
    ensures REQ_LIFE_12_layout: LayoutOf(&platform.layout, mseg);
    ensures REQ_LIFE_04_inside: \result ==> end <= platform.layout.tseg_last + 1;
    ensures REQ_LIFE_12_revision: platform.revision == arch::MsrValue(abi::Msr::VmxBasic) % 0x80000000;
    ensures REQ_LIFE_12_complete: GivesControls && Gives(arch::MsrValue(abi::Msr::VmxProcbasedCtls2), kHandlerProc2) &&
      HasEpt && SmrrOn && SmrrExact && ValidLayout(&platform.layout) &&
      LayoutOf(&platform.layout, mseg) && end <= platform.layout.tseg_last + 1 ==> \result;
*/
[[nodiscard]] bool read_platform(Platform& platform, uint64_t mseg, uint64_t end);

} // namespace stm::smi
