// SPDX-License-Identifier: Apache-2.0
#include "machine/vmx/vmx.hpp"

#include "spec/abi/msr_bits.h"

namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
using stm::abi::VmxError;
namespace feature_control = stm::abi::feature_control;

enum class InveptType : uint64_t { SingleContext = 1, Global = 2 };
enum class InvvpidType : uint64_t { Address = 0, SingleContext = 1, AllContexts = 2, KeepGlobal = 3 };

// As VMX operation fixes them (SDM vol. 3C 23.8).
bool within(uint64_t value, uint64_t fixed0, uint64_t fixed1) {
    return (value & fixed0) == fixed0 && (value & ~fixed1) == 0;
}

} // namespace

void Vmx::succeed() {
    around_.state.flags.load(around_.state.flags.system());
}

void Vmx::fail_invalid() {
    around_.state.flags.load(around_.state.flags.system() | rflags::carry);
}

void Vmx::fail_valid(VmxError error) {
    around_.state.flags.load(around_.state.flags.system() | rflags::zero);
    current_->set(Field::VmInstructionError, static_cast<uint32_t>(error));
    if (around_.observer != nullptr) around_.observer->failed(error);
}

void Vmx::fail(VmxError error) {
    if (current_ == nullptr) return fail_invalid();
    fail_valid(error);
}

bool Vmx::is_region(uint64_t pointer) const {
    return pointer % kPageSize == 0 && around_.capabilities.within_physical_bits(pointer);
}

uint32_t Vmx::revision_at(uint64_t pointer) const {
    return static_cast<uint32_t>(around_.memory.named_word(pointer, 4, current_origin(around_.state)));
}

void Vmx::make_current(uint64_t pointer) {
    current_ = pointer == kNoPointer ? nullptr : around_.pool.load(around_.processor, pointer);
}

void Vmx::vmxon(uint64_t pointer) {
    tell(ExitReason::Vmxon);
    auto const& state = around_.state;
    auto const& capabilities = around_.capabilities;
    if (operation_ != VmxOperation::Off) return fail(VmxError::VmxonInVmxRoot);
    constexpr auto enabled = feature_control::kLock | feature_control::kVmxOutsideSmx;
    if (!within(state.cr0, capabilities.cr0_fixed0(), capabilities.cr0_fixed1()) ||
        !within(state.cr4, capabilities.cr4_fixed0(), capabilities.cr4_fixed1()) ||
        (state.msrs.feature_control & enabled) != enabled)
        throw Fault{Vector::GeneralProtection, 0};
    if (!is_region(pointer) || revision_at(pointer) != capabilities.revision()) return fail_invalid();
    operation_ = VmxOperation::Root;
    vmxon_ = pointer;
    current_ = nullptr;
    succeed();
}

void Vmx::vmxoff() {
    tell(ExitReason::Vmxoff);
    if (dual_monitor_) return fail(VmxError::VmxoffUnderDualMonitor);
    auto& state = around_.state;
    operation_ = VmxOperation::Off;
    vmxon_ = kNoPointer;
    current_ = nullptr;
    launched_.clear();
    if (!state.in_smm && (state.msrs.smm_monitor_ctl & stm::abi::smm_monitor_ctl::kSmiUnblockingByVmxoff) == 0)
        state.interruptibility &= ~stm::abi::interruptibility::kBlockingBySmi;
    succeed();
}

void Vmx::vmclear(uint64_t pointer) {
    tell(ExitReason::Vmclear);
    if (!is_region(pointer)) return fail(VmxError::VmclearInvalidAddress);
    if (pointer == vmxon_) return fail(VmxError::VmclearVmxonPointer);
    if (around_.memory.closed(pointer, current_origin(around_.state))) {
        around_.reporter.report("SDM vol. 3C 30.3 VMCLEAR", "a region in SMRAM, by a processor outside SMM");
        return succeed();
    }
    bool const was_current = pointer == current_pointer();
    around_.pool.clear(around_.processor, pointer);
    if (was_current) current_ = nullptr;
    succeed();
}

void Vmx::vmptrld(uint64_t pointer) {
    tell(ExitReason::Vmptrld);
    if (!is_region(pointer)) return fail(VmxError::VmptrldInvalidAddress);
    if (pointer == vmxon_) return fail(VmxError::VmptrldVmxonPointer);
    if (revision_at(pointer) != around_.capabilities.revision()) return fail(VmxError::VmptrldWrongRevision);
    make_current(pointer);
    succeed();
}

std::optional<uint64_t> Vmx::vmread(uint64_t encoding) {
    tell(ExitReason::Vmread);
    if (current_ == nullptr) {
        fail_invalid();
        return std::nullopt;
    }
    if (!supported_field(encoding, around_.capabilities)) {
        fail_valid(VmxError::UnsupportedField);
        return std::nullopt;
    }
    succeed();
    return current_->read_encoded(encoding);
}

void Vmx::vmwrite(uint64_t encoding, uint64_t value) {
    tell(ExitReason::Vmwrite);
    if (current_ == nullptr) return fail_invalid();
    auto const field = supported_field(encoding, around_.capabilities);
    if (!field) return fail_valid(VmxError::UnsupportedField);
    if (stm::abi::type_of(*field) == stm::abi::VmcsType::ReadOnlyData)
        return fail_valid(VmxError::VmwriteReadOnlyField);
    current_->write_encoded(encoding, value);
    succeed();
}

void Vmx::invept(uint64_t type, uint64_t eptp, uint64_t reserved) {
    tell(ExitReason::Invept);
    auto& tlb = around_.mmu.tlb();
    if (reserved != 0)
        around_.reporter.report("SDM vol. 3C 30.3 INVEPT", "reserved bits of the descriptor are not zero");
    switch (static_cast<InveptType>(type)) {
    case InveptType::SingleContext:
        if (!valid_ept_pointer(eptp, around_.capabilities)) return fail(VmxError::InveptInvvpidInvalidOperand);
        tlb.invept(eptp);
        return succeed();
    case InveptType::Global: tlb.invept_all(); return succeed();
    }
    fail(VmxError::InveptInvvpidInvalidOperand);
}

void Vmx::invvpid(uint64_t type, uint64_t vpid_and_reserved, uint64_t linear) {
    tell(ExitReason::Invvpid);
    auto& tlb = around_.mmu.tlb();
    auto const vpid = static_cast<uint16_t>(vpid_and_reserved);
    auto const kind = static_cast<InvvpidType>(type);
    bool const named = kind != InvvpidType::AllContexts;
    if (type > 3 || vpid_and_reserved != vpid || (named && vpid == 0) ||
        (kind == InvvpidType::Address && !canonical(linear)))
        return fail(VmxError::InveptInvvpidInvalidOperand);
    switch (kind) {
    case InvvpidType::Address: tlb.invvpid_address(vpid, linear); break;
    case InvvpidType::SingleContext: tlb.invvpid(vpid); break;
    case InvvpidType::AllContexts: tlb.invvpid_all(); break;
    case InvvpidType::KeepGlobal: tlb.invvpid_keep_global(vpid); break;
    }
    succeed();
}

} // namespace redoubt::machine
