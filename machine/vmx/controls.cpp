// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/vmx_control.h"

// What VM-execution controls mean while they are in force.
namespace redoubt::machine {

namespace proc_control = stm::abi::proc_control;
namespace proc2_control = stm::abi::proc2_control;

void Vmx::load_controls(Vmcs const* controlling) {
    if (controlling == nullptr) {
        controls_ = {};
        around_.mmu.set_nested({});
        return;
    }
    auto const proc = static_cast<uint32_t>(controlling->get(Field::ProcControls));
    controls_ = {.pin = static_cast<uint32_t>(controlling->get(Field::PinControls)),
                 .proc = proc,
                 .proc2 = (proc & proc_control::kSecondaryControls) != 0
                              ? static_cast<uint32_t>(controlling->get(Field::Proc2Controls))
                              : 0};
    bool const ept = proc2(proc2_control::kEpt);
    bool const vpid = proc2(proc2_control::kVpid);
    around_.mmu.set_nested({.ept = ept,
                            .eptp = ept ? controlling->get(Field::EptPointer) : 0,
                            .vpid = vpid ? static_cast<uint16_t>(controlling->get(Field::Vpid)) : uint16_t{0},
                            .execute_only_allowed = (around_.capabilities.msr(stm::abi::Msr::VmxEptVpidCap) &
                                                     stm::abi::vmx_ept_vpid_cap::kExecuteOnly) != 0});
}

// Without VPIDs, transitions invalidate what is cached for VPID 0 (SDM vol. 3C 28.3.3.1).
void Vmx::invalidate_without_vpid() {
    if (!proc2(proc2_control::kVpid)) around_.mmu.tlb().invvpid(0);
}

} // namespace redoubt::machine
