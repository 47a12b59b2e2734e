// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/check_terms.hpp"

// SDM vol. 3C 26.2.1.2
namespace redoubt::machine {
namespace {

using namespace check_terms;
using StoreArea = MsrArea<Field::ExitMsrStoreAddress, Field::ExitMsrStoreCount>;
using LoadArea = MsrArea<Field::ExitMsrLoadAddress, Field::ExitMsrLoadCount>;

constexpr Check checks[] = {
    {"26.2.1.2: the VM-exit controls have settings that are allowed",
     [](S s) { return s.capabilities.allow(stm::abi::Msr::VmxTrueExitCtls, s.field(Field::ExitControls)); }},
    // Not of entries that return from SMM (SDM vol. 3C 34.15.4.2)
    {"26.2.1.2: saving the VMX-preemption timer needs the timer",
     [](S s) {
         return s.returns_from_smm() || implies(s.exit_control(stm::abi::exit_control::kSavePreemptionTimer),
                                                s.pin_control(stm::abi::pin_control::kPreemptionTimer));
     }},

    {"26.2.1.2: the VM-exit MSR-store area begins at a multiple of 16", StoreArea::aligned},
    {"26.2.1.2: the VM-exit MSR-store area begins within the physical-address width", StoreArea::begins_within},
    {"26.2.1.2: the VM-exit MSR-store area ends within the physical-address width", StoreArea::ends_within},
    {"26.2.1.2: the VM-exit MSR-load area begins at a multiple of 16", LoadArea::aligned},
    {"26.2.1.2: the VM-exit MSR-load area begins within the physical-address width", LoadArea::begins_within},
    {"26.2.1.2: the VM-exit MSR-load area ends within the physical-address width", LoadArea::ends_within},
};

} // namespace

Checks exit_control_checks() {
    return checks;
}

} // namespace redoubt::machine
