// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Layouts of MSRs. Addresses end where the processor's physical addresses do.
namespace stm::abi {

namespace apic_base { // SDM vol. 3A 10.4.4, 10.12.1
inline constexpr uint64_t kBsp = 1ull << 8;
inline constexpr uint64_t kX2ApicEnable = 1ull << 10;
inline constexpr uint64_t kGlobalEnable = 1ull << 11;
inline constexpr uint64_t kBase = 0x000ffffffffff000;
} // namespace apic_base

namespace feature_control { // SDM vol. 3C 23.7
inline constexpr uint64_t kLock = 1ull << 0;
inline constexpr uint64_t kVmxInSmx = 1ull << 1;
inline constexpr uint64_t kVmxOutsideSmx = 1ull << 2;
inline constexpr uint64_t kSenterLocal = 0x7f00;
inline constexpr uint64_t kSenterGlobal = 1ull << 15;
} // namespace feature_control

namespace smm_monitor_ctl { // SDM vol. 3C 34.15.5
inline constexpr uint64_t kValid = 1ull << 0;
inline constexpr uint64_t kSmiUnblockingByVmxoff = 1ull << 2; // only with vmx_misc::kSmiUnblockingByVmxoff
inline constexpr uint64_t kMsegBase = 0xfffff000;
} // namespace smm_monitor_ctl

namespace mtrr_cap { // SDM vol. 3A 11.11.1
inline constexpr uint64_t kSmrr = 1ull << 11;
}

namespace smrr {                               // SDM vol. 3A 11.11.2.4
inline constexpr uint64_t kType = 0xff;        // of IA32_SMRR_PHYSBASE
inline constexpr uint64_t kBase = 0xfffff000;  // of IA32_SMRR_PHYSBASE
inline constexpr uint64_t kValid = 1ull << 11; // of IA32_SMRR_PHYSMASK
inline constexpr uint64_t kMask = 0xfffff000;  // of IA32_SMRR_PHYSMASK
} // namespace smrr

namespace pat { // SDM vol. 3A 11.12.4
inline constexpr uint64_t kAfterReset = 0x0007040600070406;
}

namespace efer { // SDM vol. 3A 2.2.1
inline constexpr uint64_t kSce = 1ull << 0;
inline constexpr uint64_t kLme = 1ull << 8;
inline constexpr uint64_t kLma = 1ull << 10;
inline constexpr uint64_t kNxe = 1ull << 11;
} // namespace efer

namespace vmx_basic { // SDM vol. 3D A.1
inline constexpr uint64_t kRevision = 0x7fffffff;
inline constexpr uint64_t kRegionSize = 0x00001fff00000000;
inline constexpr uint64_t kRegionSizeShift = 32;
inline constexpr uint64_t kPhysicalWidth32 = 1ull << 48;
inline constexpr uint64_t kDualMonitor = 1ull << 49;
inline constexpr uint64_t kMemoryType = 0x003c000000000000;
inline constexpr uint64_t kMemoryTypeShift = 50;
inline constexpr uint64_t kInsOutsInformation = 1ull << 54;
inline constexpr uint64_t kTrueControls = 1ull << 55;
} // namespace vmx_basic

// In the MSRs of controls: bits that may be 0 and bits that may be 1, one half each (SDM vol. 3D A.2).
namespace vmx_controls {
inline constexpr uint64_t kAllowed0 = 0x00000000ffffffff; // a 1 here must be 1 in the control
inline constexpr uint64_t kAllowed1 = 0xffffffff00000000; // a 0 here must be 0 in the control
inline constexpr uint64_t kAllowed1Shift = 32;
} // namespace vmx_controls

namespace vmx_misc { // SDM vol. 3D A.6
inline constexpr uint64_t kPreemptionTimerRate = 0x1f;
inline constexpr uint64_t kStoreLma = 1ull << 5;
inline constexpr uint64_t kHlt = 1ull << 6;
inline constexpr uint64_t kShutdown = 1ull << 7;
inline constexpr uint64_t kWaitForSipi = 1ull << 8;
inline constexpr uint64_t kProcessorTrace = 1ull << 14;
inline constexpr uint64_t kSmbaseReadable = 1ull << 15;
inline constexpr uint64_t kCr3Targets = 0x1ff0000;
inline constexpr uint64_t kCr3TargetsShift = 16;
inline constexpr uint64_t kMsrListSize = 0xe000000; // n: 512 * (n + 1) are recommended at most
inline constexpr uint64_t kMsrListSizeShift = 25;
inline constexpr uint64_t kSmiUnblockingByVmxoff = 1ull << 28;
inline constexpr uint64_t kVmwriteAll = 1ull << 29;
inline constexpr uint64_t kZeroLengthInjection = 1ull << 30;
inline constexpr uint64_t kMsegRevisionShift = 32;
} // namespace vmx_misc

namespace vmx_ept_vpid_cap { // SDM vol. 3D A.10
inline constexpr uint64_t kExecuteOnly = 1ull << 0;
inline constexpr uint64_t kPageWalk4 = 1ull << 6;
inline constexpr uint64_t kUncacheable = 1ull << 8;
inline constexpr uint64_t kWriteBack = 1ull << 14;
inline constexpr uint64_t k2MPages = 1ull << 16;
inline constexpr uint64_t k1GPages = 1ull << 17;
inline constexpr uint64_t kInvept = 1ull << 20;
inline constexpr uint64_t kAccessedDirty = 1ull << 21;
inline constexpr uint64_t kInveptSingle = 1ull << 25;
inline constexpr uint64_t kInveptAll = 1ull << 26;
inline constexpr uint64_t kInvvpid = 1ull << 32;
inline constexpr uint64_t kInvvpidAddress = 1ull << 40;
inline constexpr uint64_t kInvvpidSingle = 1ull << 41;
inline constexpr uint64_t kInvvpidAll = 1ull << 42;
inline constexpr uint64_t kInvvpidSingleKeepGlobal = 1ull << 43;
} // namespace vmx_ept_vpid_cap

} // namespace stm::abi
