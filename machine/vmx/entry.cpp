// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/vmx_control.h"

// VM entries (SDM vol. 3C chapter 26).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
using stm::abi::InterruptionType;
using stm::abi::VmxError;
namespace interruption = stm::abi::interruption;

std::optional<Event> injected(Vmcs const& vmcs) {
    using Field = stm::abi::VmcsField;
    auto const information = static_cast<uint32_t>(vmcs.get(Field::EntryInterruptionInformation));
    if ((information & interruption::kValid) == 0) return std::nullopt;
    Event event{.type = static_cast<InterruptionType>((information & interruption::kType) >> interruption::kTypeShift),
                .vector = static_cast<uint8_t>(information & interruption::kVector)};
    if ((information & interruption::kErrorCode) != 0)
        event.error_code = static_cast<uint32_t>(vmcs.get(Field::EntryExceptionErrorCode));
    switch (event.type) {
    case InterruptionType::SoftwareInterrupt:
    case InterruptionType::PrivilegedSoftwareException:
    case InterruptionType::SoftwareException:
        event.instruction_length = static_cast<uint32_t>(vmcs.get(Field::EntryInstructionLength));
        break;
    default: break;
    }
    return event;
}

} // namespace

Subject Vmx::subject() {
    return {.vmcs = *current_,
            .executive = returns_from_smm() ? executive() : nullptr,
            .capabilities = around_.capabilities,
            .memory = around_.memory,
            .in_smm = around_.state.in_smm,
            .host_long_mode = around_.state.long_mode()};
}

std::optional<VmxError> Vmx::refuse(bool launch) {
    if ((around_.state.interruptibility & stm::abi::interruptibility::kBlockingByMovSs) != 0)
        return VmxError::EntryBlockedByMovSs;
    bool const launched = current_->launch_state() == LaunchState::Launched;
    if (launch && launched) return VmxError::VmlaunchNonClearVmcs;
    if (!launch && !launched) return VmxError::VmresumeNonLaunchedVmcs;
    if (!launch && !launched_.contains(current_->address())) return VmxError::VmresumeAfterVmxoff;
    if (returns_from_smm())
        if (auto const error = refuse_return_from_smm()) return error;
    auto const refused = [&](std::optional<Violation> const& violation) {
        if (violation) report(*violation, "VM entry fails");
        return violation.has_value();
    };
    if (refused(check_controls(subject()))) return VmxError::EntryInvalidControls;
    if (refused(check_host_state(subject()))) return VmxError::EntryInvalidHostState;
    if (refused(check_executive_controls(subject()))) return VmxError::EntryInvalidExecutiveControls;
    return std::nullopt;
}

// What controls the guest from now on: the current VMCS, or the executive one, or nothing in VMX root operation.
Transition Vmx::enter(bool launch) {
    tell(launch ? ExitReason::Vmlaunch : ExitReason::Vmresume);
    if (current_ == nullptr) {
        fail_invalid();
        return Transition::Failed;
    }
    if (auto const error = refuse(launch)) {
        fail_valid(*error);
        return Transition::Failed;
    }
    auto const blocking = around_.state.interruptibility;
    auto const fail = [&](ExitReason reason, uint64_t qualification) {
        around_.state.interruptibility = blocking;
        fail_entry(reason, qualification);
        return Transition::Exited;
    };
    if (auto const violation = check_guest_state(subject())) {
        report(*violation, "VM entry fails");
        return fail(ExitReason::EntryGuestState, static_cast<uint64_t>(violation->qualification));
    }
    bool const returns = returns_from_smm();
    load_controls(returns ? executive() : current_.get());
    if (returns)
        around_.mmu.tlb().invalidate_vpids(); // 34.15.4.5
    else
        invalidate_without_vpid();
    load_guest_registers();
    if (!load_pdptes()) return fail(ExitReason::EntryGuestState, static_cast<uint64_t>(stm::abi::EntryFailure::Pdpte));
    if (auto const failed = load_msrs(Field::EntryMsrLoadAddress, Field::EntryMsrLoadCount, true))
        return fail(ExitReason::EntryMsrLoading, failed);
    current_->set_launch_state(LaunchState::Launched);
    launched_.insert(current_->address());
    injection_ = injected(*current_);
    pending_mtf_ = injection_ && injection_->type == InterruptionType::Other; // no event of the guest
    if (pending_mtf_) injection_.reset();
    timer_ = pin(stm::abi::pin_control::kPreemptionTimer) ? std::optional{current_->get(Field::PreemptionTimerValue)}
                                                          : std::nullopt;
    if (returns)
        leave_smm();
    else
        operation_ = VmxOperation::NonRoot;
    if (around_.observer != nullptr) around_.observer->entered();
    return Transition::Entered;
}

// With EPT they come from the VMCS; otherwise from memory, when PAE paging is in use (SDM vol. 3C 26.3.2.4).
bool Vmx::load_pdptes() {
    auto const& state = around_.state;
    return state.paging_mode() != PagingMode::Pae || around_.mmu.nested().ept || around_.mmu.load_pdptes(state.cr3);
}

// During or after loading guest state (SDM vol. 3C 26.8): as a VM exit, but without saving anything.
void Vmx::fail_entry(ExitReason reason, uint64_t qualification) {
    current_->set(Field::ExitReason, static_cast<uint32_t>(reason) | stm::abi::exit_reason::kEntryFailure);
    current_->set(Field::ExitQualification, qualification);
    invalidate_without_vpid();
    go_to_host(0);
    if (around_.observer != nullptr)
        around_.observer->entry_failed(static_cast<uint32_t>(current_->get(Field::ExitReason)), qualification);
}

} // namespace redoubt::machine
