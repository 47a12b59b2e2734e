// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// VM-instruction errors (SDM vol. 3C 30.4). In the names: the instruction, and what is wrong.
namespace stm::abi {

enum class VmxError : uint32_t {
    VmcallInVmxRoot = 1, // without dual-monitor treatment
    VmclearInvalidAddress = 2,
    VmclearVmxonPointer = 3,
    VmlaunchNonClearVmcs = 4,
    VmresumeNonLaunchedVmcs = 5,
    VmresumeAfterVmxoff = 6, // VMXOFF and VMXON since VMLAUNCH
    EntryInvalidControls = 7,
    EntryInvalidHostState = 8,
    VmptrldInvalidAddress = 9,
    VmptrldVmxonPointer = 10,
    VmptrldWrongRevision = 11,
    UnsupportedField = 12, // VMREAD, VMWRITE
    VmwriteReadOnlyField = 13,
    VmxonInVmxRoot = 15,
    EntryInvalidExecutivePointer = 16,
    EntryNonLaunchedExecutive = 17,
    EntryExecutiveNotVmxonPointer = 18, // when it would deactivate the dual-monitor treatment
    VmcallNonClearVmcs = 19,
    VmcallInvalidExitControls = 20,
    VmcallWrongMsegRevision = 22,
    VmxoffUnderDualMonitor = 23,
    VmcallInvalidMonitorFeatures = 24,
    EntryInvalidExecutiveControls = 25,
    EntryBlockedByMovSs = 26,
    InveptInvvpidInvalidOperand = 28,
};

} // namespace stm::abi
