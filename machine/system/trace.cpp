// SPDX-License-Identifier: Apache-2.0
#include "machine/system/trace.hpp"

namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;

VmxInstruction instruction_of(ExitReason reason) {
    switch (reason) {
    case ExitReason::Vmread: return VmxInstruction::Vmread;
    case ExitReason::Vmwrite: return VmxInstruction::Vmwrite;
    case ExitReason::Vmptrld: return VmxInstruction::Vmptrld;
    case ExitReason::Vmptrst: return VmxInstruction::Vmptrst;
    case ExitReason::Vmclear: return VmxInstruction::Vmclear;
    case ExitReason::Vmlaunch: return VmxInstruction::Vmlaunch;
    case ExitReason::Vmresume: return VmxInstruction::Vmresume;
    case ExitReason::Vmxon: return VmxInstruction::Vmxon;
    case ExitReason::Vmxoff: return VmxInstruction::Vmxoff;
    case ExitReason::Invept: return VmxInstruction::Invept;
    case ExitReason::Invvpid: return VmxInstruction::Invvpid;
    default: return VmxInstruction::Vmcall;
    }
}

constexpr ExitReason basic(uint32_t exit_reason) {
    return static_cast<ExitReason>(exit_reason & stm::abi::exit_reason::kBasic);
}

constexpr bool is_smi(ExitReason reason) {
    return reason == ExitReason::IoSmi || reason == ExitReason::OtherSmi;
}

EventKind kind_of(ExitReason reason, bool smm) {
    if (smm) return EventKind::SmmVmExit;
    switch (reason) {
    case ExitReason::Rsm: return EventKind::Rsm;
    case ExitReason::EptViolation: return EventKind::EptViolation;
    default: return EventKind::VmExit;
    }
}

} // namespace

void ProcessorTrace::follow(Processor& processor) {
    processor_ = &processor;
    counted_ = processor.retired();
    context_ = current();
    recorder_.enters(number_, context_, now_());
}

Context ProcessorTrace::current() const {
    auto const& vmx = processor_->vmx();
    bool const guest = vmx.operation() == VmxOperation::NonRoot;
    if (!processor_->state().in_smm) return guest ? Context::OsGuest : Context::Os;
    if (!vmx.dual_monitor()) return Context::SmmDefault;
    return guest ? Context::SmiHandler : Context::Monitor;
}

// What has retired until now was the context's that it was in.
void ProcessorTrace::settle() {
    auto const retired = processor_->retired();
    counters_.count(number_, context_, retired - counted_);
    counted_ = retired;
}

void ProcessorTrace::catch_up() {
    settle();
    change(current());
}

void ProcessorTrace::change(Context now) {
    if (now == context_) return;
    context_ = now;
    recorder_.enters(number_, context_, now_());
}

void ProcessorTrace::add(EventKind kind, std::optional<uint32_t> reason, std::optional<uint64_t> qualification) {
    recorder_.add({.time = now_(),
                   .processor = number_,
                   .context = context_,
                   .kind = kind,
                   .reason = reason,
                   .qualification = qualification,
                   .rip = processor_->state().rip});
}

void ProcessorTrace::executes(ExitReason instruction) {
    counters_.count(number_, context_, instruction_of(instruction));
}

void ProcessorTrace::failed(stm::abi::VmxError error) {
    add(EventKind::VmInstructionError, static_cast<uint32_t>(error));
}

void ProcessorTrace::exited(uint32_t exit_reason, uint64_t qualification) {
    auto const reason = basic(exit_reason);
    bool const smm = !is_in_smm(context_) && processor_->state().in_smm;
    settle();
    if (smm && is_smi(reason)) counters_.smi_begins(number_);
    counters_.count(number_, context_, reason);
    change(current());
    add(kind_of(reason, smm), static_cast<uint32_t>(reason), qualification);
}

void ProcessorTrace::activated() {
    catch_up();
    add(EventKind::Activation);
}

void ProcessorTrace::entered() {
    bool const inside = is_in_smm(context_);
    catch_up();
    if (inside && !is_in_smm(context_)) counters_.smi_ends(number_);
    add(EventKind::VmEntry);
}

void ProcessorTrace::entry_failed(uint32_t exit_reason, uint64_t qualification) {
    add(EventKind::EntryFailure, static_cast<uint32_t>(basic(exit_reason)), qualification);
}

void ProcessorTrace::deactivated() {
    add(EventKind::Deactivation);
}

// The processor's state does not say yet that it is in SMM.
void ProcessorTrace::suspended() {
    settle();
    counters_.smi_begins(number_);
    change(Context::SmmDefault);
}

void ProcessorTrace::resumed() {
    catch_up();
    counters_.smi_ends(number_);
}

} // namespace redoubt::machine
