// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/vmx_control.h"

// SMM VM exits (SDM vol. 3C 34.15.2), and what the default treatment does to VMX operation (34.14).
namespace redoubt::machine {

using stm::abi::ExitReason;

void Vmx::smm_exit(VmExit const& exit, bool pending_mtf) {
    tell_of_leaving(exit.reason, pending_mtf);
    auto& state = around_.state;
    bool const from_root = operation_ == VmxOperation::Root;
    auto const interrupted = current_pointer();
    make_current(smm_transfer_);
    current_->set(Field::ExecutiveVmcsPointer, from_root ? vmxon_ : interrupted);
    current_->set(Field::VmcsLinkPointer, from_root ? interrupted : kNoPointer);
    record(exit, static_cast<uint32_t>(exit.reason) | (from_root ? stm::abi::exit_reason::kFromVmxRoot : 0) |
                     (pending_mtf ? stm::abi::exit_reason::kPendingMtf : 0));
    save_guest_state();
    current_->set(Field::GuestSmbase, state.msrs.smbase);
    state.in_smm = true; // what MSR areas name is read and written as in SMM (27.4, 27.6)
    store_msrs();
    around_.mmu.tlb().invvpid(0); // 34.15.2.5
    go_to_host(stm::abi::interruptibility::kBlockingBySmi | stm::abi::interruptibility::kBlockingByNmi);
    tell_of_exit();
}

void Vmx::io_smi(IoSmi const& access) {
    smm_exit({.reason = ExitReason::IoSmi,
              .qualification = access.qualification,
              .instruction_length = access.instruction_length,
              .instruction_information = access.instruction_information,
              .guest_linear = access.guest_linear},
             false);
    current_->set(Field::IoRcx, access.rcx);
    current_->set(Field::IoRsi, access.rsi);
    current_->set(Field::IoRdi, access.rdi);
    current_->set(Field::IoRip, access.rip);
}

void Vmx::suspend() {
    tell_of_leaving(ExitReason::OtherSmi, false);
    auto& state = around_.state;
    suspended_ =
        Suspended{.operation = operation_, .current = current_, .timer = timer_, .vmxe = state.cr4 & cr4::vmxe};
    operation_ = VmxOperation::Off;
    current_ = nullptr;
    timer_.reset();
    load_controls(nullptr);
    around_.mmu.tlb().invvpid(0); // 34.14.1
    state.cr4 &= ~cr4::vmxe;
    if (around_.observer != nullptr) around_.observer->suspended();
}

void Vmx::resume() {
    auto& state = around_.state;
    around_.mmu.tlb().invalidate_vpids(); // 34.14.2
    if (!suspended_) return;
    operation_ = suspended_->operation;
    current_ = suspended_->current;
    timer_ = suspended_->timer;
    load_controls(operation_ == VmxOperation::NonRoot ? current_.get() : nullptr);
    state.cr4 |= suspended_->vmxe;
    if (operation_ != VmxOperation::Off) fix_control_registers();
    suspended_.reset();
    if (around_.observer != nullptr) around_.observer->resumed();
}

// As SDM vol. 3C 23.8 has them; an unrestricted guest keeps PE and PG as SMRAM has them (34.14.2).
void Vmx::fix_control_registers() {
    auto& state = around_.state;
    auto const& capabilities = around_.capabilities;
    auto const free = proc2(stm::abi::proc2_control::kUnrestrictedGuest) ? cr0::pe | cr0::pg : 0;
    state.cr0 = (state.cr0 | (capabilities.cr0_fixed0() & ~free)) & capabilities.cr0_fixed1();
    state.cr4 = (state.cr4 | capabilities.cr4_fixed0()) & capabilities.cr4_fixed1();
}

} // namespace redoubt::machine
