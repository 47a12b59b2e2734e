// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/vmx_control.h"

// VM entries that return from SMM, and those that end the dual-monitor treatment (SDM vol. 3C 34.15.4, 34.15.7).
namespace redoubt::machine {

using stm::abi::VmxError;
namespace entry_control = stm::abi::entry_control;

bool Vmx::returns_from_smm() const {
    return around_.state.in_smm && !get(Field::EntryControls, entry_control::kEntryToSmm);
}

// The VMCS whose guest goes on; null: VMX root operation does.
Vmcs* Vmx::executive() {
    auto const pointer = current_->get(Field::ExecutiveVmcsPointer);
    return pointer == vmxon_ ? nullptr : around_.pool.load(around_.processor, pointer).get();
}

std::optional<VmxError> Vmx::refuse_return_from_smm() {
    auto const pointer = current_->get(Field::ExecutiveVmcsPointer);
    if (!is_region(pointer) || revision_at(pointer) != around_.capabilities.revision())
        return VmxError::EntryInvalidExecutivePointer;
    auto const* const guest = executive();
    if (get(Field::EntryControls, entry_control::kDeactivateDualMonitor)) {
        if (guest != nullptr) return VmxError::EntryExecutiveNotVmxonPointer;
    } else if (guest != nullptr && guest->launch_state() != LaunchState::Launched) {
        return VmxError::EntryNonLaunchedExecutive;
    }
    return std::nullopt;
}

void Vmx::leave_smm() {
    auto& state = around_.state;
    auto const link = current_->get(Field::VmcsLinkPointer);
    auto* const guest = executive();
    bool const deactivates = get(Field::EntryControls, entry_control::kDeactivateDualMonitor);
    state.msrs.smbase = current_->get(Field::GuestSmbase);
    state.in_smm = false;
    smm_transfer_ = current_->address();
    operation_ = guest == nullptr ? VmxOperation::Root : VmxOperation::NonRoot;
    make_current(guest == nullptr ? link : guest->address());
    if (!deactivates) return;
    dual_monitor_ = false;
    smm_transfer_ = kNoPointer;
    state.interruptibility &= ~stm::abi::interruptibility::kBlockingBySmi; // outside SMX operation (34.15.7)
    if (around_.observer != nullptr) around_.observer->deactivated();
}

} // namespace redoubt::machine
