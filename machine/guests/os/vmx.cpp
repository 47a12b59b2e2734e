// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/vmx.hpp"

#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/os/operations.hpp"
#include "spec/abi/msr_bits.h"

namespace redoubt::machine::guest {
namespace {

using stm::abi::Msr;
namespace feature_control = stm::abi::feature_control;

constexpr uint64_t cr4_vmxe = 1u << 13;

[[nodiscard]] uint64_t region(OsProcessor& processor, OsVmcs which) {
    return reinterpret_cast<uint64_t>(processor.vmcs[static_cast<uint32_t>(which)]);
}

// SDM vol. 3C 23.7: firmware may have left the choice open.
[[nodiscard]] bool allow_vmx(OsProcessor& processor) {
    auto const control = read_msr(Msr::FeatureControl);
    if ((control & feature_control::kLock) == 0)
        write_msr(Msr::FeatureControl, control | feature_control::kLock | feature_control::kVmxOutsideSmx);
    else if ((control & feature_control::kVmxOutsideSmx) == 0)
        return processor.fail(OsFailure::VmxDisabled, 0, 0, control);
    return true;
}

// SDM vol. 3C 23.8
void set_fixed_bits() {
    uint64_t cr0;
    uint64_t cr4;
    asm volatile("mov %0, cr0" : "=r"(cr0));
    asm volatile("mov %0, cr4" : "=r"(cr4));
    cr0 = (cr0 | read_msr(Msr::VmxCr0Fixed0)) & read_msr(Msr::VmxCr0Fixed1);
    cr4 = (cr4 | cr4_vmxe | read_msr(Msr::VmxCr4Fixed0)) & read_msr(Msr::VmxCr4Fixed1);
    asm volatile("mov cr0, %0" ::"r"(cr0) : "memory");
    asm volatile("mov cr4, %0" ::"r"(cr4) : "memory");
}

void write_revision(void* region, uint64_t revision) {
    *static_cast<uint32_t volatile*>(region) = static_cast<uint32_t>(revision);
}

} // namespace

bool fail_vmx(OsProcessor& processor, OsFailure failure, VmxResult result, uint64_t where) {
    auto const error = result.zero ? vm_instruction_error() : 0;
    bool const go_on = processor.fail(failure, where);
    processor.mailbox.failure.vmx_flags = result.flags();
    processor.mailbox.failure.vmx_error = error;
    return go_on;
}

bool make_current(OsProcessor& processor, OsVmcs which, bool clear) {
    auto const address = region(processor, which);
    if (clear) {
        if (auto const result = vmclear(address); !result.succeeded())
            return fail_vmx(processor, OsFailure::Vmclear, result);
        processor.vmcs_state[static_cast<uint32_t>(which)].launched = 0;
    }
    if (auto const result = vmptrld(address); !result.succeeded())
        return fail_vmx(processor, OsFailure::Vmptrld, result);
    processor.current = which;
    return true;
}

bool write_field(OsProcessor& processor, stm::abi::VmcsField field, uint64_t value) {
    auto const result = vmwrite(field, value);
    return result.succeeded() || fail_vmx(processor, OsFailure::Vmwrite, result, static_cast<uint64_t>(field));
}

bool read_field(OsProcessor& processor, stm::abi::VmcsField field, uint64_t& value) {
    auto const result = vmread(field, value);
    return result.succeeded() || fail_vmx(processor, OsFailure::Vmread, result, static_cast<uint64_t>(field));
}

bool enter_vmx(OsProcessor& processor, OsOperation&) {
    if (!allow_vmx(processor)) return false;
    set_fixed_bits();
    auto const revision = read_msr(Msr::VmxBasic) & stm::abi::vmx_basic::kRevision;
    write_revision(processor.vmxon_region, revision);
    for (uint32_t i = 0; i < kOsVmcsCount; ++i) {
        write_revision(processor.vmcs[i], revision);
        processor.vmcs_state[i] = {};
    }
    if (auto const result = vmxon(reinterpret_cast<uint64_t>(processor.vmxon_region)); !result.succeeded())
        return fail_vmx(processor, OsFailure::Vmxon, result);
    return make_current(processor, OsVmcs::Transfer, true) && write_vmcs(processor, false);
}

// No VMCS may stay active (SDM vol. 3C 24.11.1).
bool leave_vmx(OsProcessor& processor, OsOperation&) {
    for (auto& vmcs : processor.vmcs)
        if (auto const result = vmclear(reinterpret_cast<uint64_t>(vmcs)); !result.succeeded())
            return fail_vmx(processor, OsFailure::Vmclear, result);
    if (auto const result = vmxoff(); !result.succeeded()) return fail_vmx(processor, OsFailure::Vmxoff, result);
    return true;
}

bool load_vmcs(OsProcessor& processor, OsOperation& operation) {
    if (operation.value >= kOsVmcsCount) return processor.fail(OsFailure::VmcsUnknown, operation.value);
    bool const never_cleared = processor.vmcs_state[operation.value].made == 0;
    return make_current(processor, static_cast<OsVmcs>(operation.value),
                        never_cleared || (operation.option & os_option::kClear) != 0);
}

} // namespace redoubt::machine::guest
