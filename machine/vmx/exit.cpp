// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

// VM exits (SDM vol. 3C chapter 27).
namespace redoubt::machine {
namespace {

using stm::abi::VmcsField;
namespace interruption = stm::abi::interruption;

uint32_t information_of(Event const& event) {
    return event.vector | (static_cast<uint32_t>(event.type) << interruption::kTypeShift) |
           (event.error_code ? interruption::kErrorCode : 0) | interruption::kValid;
}

void set_event(Vmcs& vmcs, VmcsField information, VmcsField error_code, std::optional<Event> const& event) {
    vmcs.set(information, event ? information_of(*event) : 0);
    vmcs.set(error_code, event && event->error_code ? *event->error_code : Vmcs::poison(error_code));
}

} // namespace

// Fields that an exit does not define get a value that tells so.
void Vmx::record(VmExit const& exit, uint32_t reason) {
    auto& vmcs = *current_;
    auto const set = [&](Field field, auto const& value) { vmcs.set(field, value ? *value : Vmcs::poison(field)); };
    vmcs.set(Field::ExitReason, reason);
    vmcs.set(Field::ExitQualification, exit.qualification);
    set(Field::ExitInstructionLength, exit.instruction_length);
    set(Field::ExitInstructionInformation, exit.instruction_information);
    set(Field::GuestLinearAddress, exit.guest_linear);
    set(Field::GuestPhysicalAddress, exit.guest_physical);
    set_event(vmcs, Field::ExitInterruptionInformation, Field::ExitInterruptionErrorCode, exit.interruption);
    set_event(vmcs, Field::IdtVectoringInformation, Field::IdtVectoringErrorCode, exit.idt_vectoring);
    if (exit.nmi_unblocked_by_iret && exit.interruption)
        vmcs.set(Field::ExitInterruptionInformation,
                 vmcs.get(Field::ExitInterruptionInformation) | interruption::kNmiUnblockingByIret);
    vmcs.set(Field::EntryInterruptionInformation,
             vmcs.get(Field::EntryInterruptionInformation) & ~uint64_t{interruption::kValid});
}

void Vmx::exit(VmExit const& exit) {
    using stm::abi::interruptibility::kBlockingBySmi;
    record(exit, static_cast<uint32_t>(exit.reason));
    save_guest_state();
    if (!around_.state.in_smm) // 27.3.4
        current_->set(Field::GuestInterruptibility,
                      current_->get(Field::GuestInterruptibility) & ~uint64_t{kBlockingBySmi});
    store_msrs();
    invalidate_without_vpid();
    bool const by_nmi = exit.interruption && exit.interruption->type == stm::abi::InterruptionType::Nmi;
    go_to_host(by_nmi ? stm::abi::interruptibility::kBlockingByNmi : 0); // 27.5.5
    tell_of_exit();
}

// The end of every VM exit, also of one in the place of a VM entry. `blocking` begins with it.
void Vmx::go_to_host(uint32_t blocking) {
    operation_ = VmxOperation::Root;
    load_controls(nullptr);
    timer_.reset();
    load_host_state();
    around_.state.interruptibility |= blocking;
    if (load_msrs(Field::ExitMsrLoadAddress, Field::ExitMsrLoadCount, false) != 0)
        abort(4, "SDM vol. 3C 27.6: loading host MSRs");
}

// SDM vol. 3C 27.7
void Vmx::abort(uint32_t indicator, std::string_view reason) {
    around_.memory.set_word(current_->address() + Layout::abort_indicator, 4, indicator);
    throw VmxAbort{indicator, reason};
}

void Vmx::tell_of_exit() {
    if (around_.observer == nullptr) return;
    around_.observer->exited(static_cast<uint32_t>(current_->get(Field::ExitReason)),
                             current_->get(Field::ExitQualification));
}

} // namespace redoubt::machine
