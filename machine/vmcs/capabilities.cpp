// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/capabilities.hpp"

#include "machine/cpu/address_space.hpp"
#include "machine/cpu/state.hpp"
#include "machine/vmcs/fields.hpp"
#include "spec/abi/vmx_control.h"

#include <algorithm>

namespace redoubt::machine {
namespace {

using stm::abi::Msr;

// Controls that are 1 where nothing else is said (SDM vol. 3D A.2), and those of them that may be 0 by the TRUE MSRs.
struct Default1 {
    uint64_t bits;
    uint64_t may_be_0;
};

namespace pin {
using namespace stm::abi::pin_control;
constexpr uint64_t supported = kExternalInterruptExiting | kNmiExiting | kVirtualNmis | kPreemptionTimer;
constexpr Default1 default1 = {0x00000016, 0};
} // namespace pin

namespace proc {
using namespace stm::abi::proc_control;
constexpr uint64_t supported = kInterruptWindowExiting | kTscOffsetting | kHltExiting | kInvlpgExiting | kMwaitExiting |
                               kRdpmcExiting | kRdtscExiting | kCr3LoadExiting | kCr3StoreExiting | kCr8LoadExiting |
                               kCr8StoreExiting | kNmiWindowExiting | kMovDrExiting | kUnconditionalIoExiting |
                               kIoBitmaps | kMonitorTrapFlag | kMsrBitmaps | kMonitorExiting | kPauseExiting |
                               kSecondaryControls;
constexpr Default1 default1 = {0x0401e172, kCr3LoadExiting | kCr3StoreExiting};
} // namespace proc

namespace proc2 {
using namespace stm::abi::proc2_control;
constexpr uint64_t supported =
    kEpt | kDescriptorTableExiting | kRdtscp | kVpid | kWbinvdExiting | kUnrestrictedGuest | kInvpcid;
} // namespace proc2

namespace on_exit {
using namespace stm::abi::exit_control;
constexpr uint64_t supported = kSaveDebugControls | kHostAddressSpaceSize | kLoadPerfGlobalCtrl |
                               kAcknowledgeInterrupt | kSavePat | kLoadPat | kSaveEfer | kLoadEfer |
                               kSavePreemptionTimer;
constexpr Default1 default1 = {0x00036dff, kSaveDebugControls};
} // namespace on_exit

namespace on_entry {
using namespace stm::abi::entry_control;
constexpr uint64_t supported = kLoadDebugControls | kIa32eModeGuest | kEntryToSmm | kDeactivateDualMonitor |
                               kLoadPerfGlobalCtrl | kLoadPat | kLoadEfer;
constexpr Default1 default1 = {0x000011ff, kLoadDebugControls};
} // namespace on_entry

namespace basic {
using namespace stm::abi::vmx_basic;
constexpr uint64_t write_back = 6; // SDM vol. 3D A.1
constexpr uint64_t value =
    kPageSize << kRegionSizeShift | kDualMonitor | write_back << kMemoryTypeShift | kInsOutsInformation | kTrueControls;
} // namespace basic

namespace misc {
using namespace stm::abi::vmx_misc;
constexpr uint64_t cr3_targets = 4;
// The preemption timer's rate, 0, makes it count what the time-stamp counter counts: instructions.
constexpr uint64_t value = kStoreLma | kHlt | kShutdown | kWaitForSipi | kSmbaseReadable |
                           cr3_targets << kCr3TargetsShift | kSmiUnblockingByVmxoff;
} // namespace misc

namespace ept_vpid {
using namespace stm::abi::vmx_ept_vpid_cap;
constexpr uint64_t value = kExecuteOnly | kPageWalk4 | kUncacheable | kWriteBack | k2MPages | k1GPages | kInvept |
                           kAccessedDirty | kInveptSingle | kInveptAll | kInvvpid | kInvvpidAddress | kInvvpidSingle |
                           kInvvpidAll | kInvvpidSingleKeepGlobal;
} // namespace ept_vpid

// SDM vol. 3D A.9: the highest index of a field, where encodings have it.
constexpr uint64_t highest_index = [] {
    constexpr uint32_t index = 0x3fe;
    uint64_t highest = 0;
    for (auto const field : kFields)
        highest = std::max<uint64_t>(highest, static_cast<uint32_t>(field) & index);
    return highest;
}();

void set_controls(Capabilities& capabilities, Msr msr, Msr true_msr, uint64_t supported, Default1 const& default1) {
    auto const may_be_1 = (supported | default1.bits) << stm::abi::vmx_controls::kAllowed1Shift;
    capabilities.set_msr(msr, may_be_1 | default1.bits);
    capabilities.set_msr(true_msr, may_be_1 | (default1.bits & ~default1.may_be_0));
}

} // namespace

Capabilities make_capabilities(uint32_t revision, uint32_t mseg_revision, unsigned physical_bits) {
    Capabilities made{physical_bits};
    made.set_msr(Msr::VmxBasic, basic::value | (revision & basic::kRevision));
    set_controls(made, Msr::VmxPinbasedCtls, Msr::VmxTruePinbasedCtls, pin::supported, pin::default1);
    set_controls(made, Msr::VmxProcbasedCtls, Msr::VmxTrueProcbasedCtls, proc::supported, proc::default1);
    set_controls(made, Msr::VmxExitCtls, Msr::VmxTrueExitCtls, on_exit::supported, on_exit::default1);
    set_controls(made, Msr::VmxEntryCtls, Msr::VmxTrueEntryCtls, on_entry::supported, on_entry::default1);
    made.set_msr(Msr::VmxProcbasedCtls2, proc2::supported << stm::abi::vmx_controls::kAllowed1Shift);
    made.set_msr(Msr::VmxMisc, misc::value | uint64_t{mseg_revision} << misc::kMsegRevisionShift);
    made.set_msr(Msr::VmxCr0Fixed0, cr0::pe | cr0::ne | cr0::pg);
    made.set_msr(Msr::VmxCr0Fixed1, 0xffffffff);
    made.set_msr(Msr::VmxCr4Fixed0, cr4::vmxe);
    made.set_msr(Msr::VmxCr4Fixed1, cr4::defined);
    made.set_msr(Msr::VmxVmcsEnum, highest_index);
    made.set_msr(Msr::VmxEptVpidCap, ept_vpid::value);
    return made;
}

} // namespace redoubt::machine
