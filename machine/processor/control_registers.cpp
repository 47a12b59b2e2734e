// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/control_registers.hpp"

#include "spec/abi/vmx_control.h"

namespace redoubt::machine {
namespace {

using stm::abi::VmcsField;
namespace efer = stm::abi::efer;
namespace rights = stm::abi::access_rights;

constexpr uint64_t cr3_pcid = 0xfff;
constexpr uint64_t cr3_keep_translations = 1ull << 63;
constexpr uint64_t cr8_defined = 0xf;
constexpr unsigned tss_16_busy = 3; // type of a system segment (SDM vol. 3A table 3-2)

// In VMX operation (SDM vol. 3C 23.8); an unrestricted guest may do without protection and paging.
void check_fixed(Core const& core, uint64_t value, uint64_t fixed0, uint64_t fixed1) {
    if (core.vmx.operation() == VmxOperation::Off) return;
    if ((value & fixed0) != fixed0 || (value & ~fixed1) != 0) general_protection();
}

uint64_t cr0_fixed0(Core const& core) {
    auto const fixed = core.capabilities.cr0_fixed0();
    return core.vmx.proc2(stm::abi::proc2_control::kUnrestrictedGuest) ? fixed & ~(cr0::pe | cr0::pg) : fixed;
}

void check_cr0(Core const& core, uint64_t value) {
    auto const& cpu = core.cpu;
    auto const changed = value ^ cpu.cr0;
    if (value >> 32 != 0) general_protection();
    if ((value & cr0::pg) != 0 && (value & cr0::pe) == 0) general_protection();
    if ((value & cr0::nw) != 0 && (value & cr0::cd) == 0) general_protection();
    check_fixed(core, value, cr0_fixed0(core), core.capabilities.cr0_fixed1());
    if ((changed & cr0::pg) == 0) return;
    if ((value & cr0::pg) == 0) {
        if (core.mode64() || (cpu.cr4 & cr4::pcide) != 0) general_protection();
    } else if ((cpu.msrs.efer & efer::kLme) != 0) { // SDM vol. 3A 9.8.5
        if ((cpu.cr4 & cr4::pae) == 0 || cpu.segment(SegmentIndex::Cs).has(rights::kLong)) general_protection();
        if (cpu.segment(SegmentIndex::Tr).type() == tss_16_busy) general_protection();
    }
}

} // namespace

ShadowedRegister shadowed_cr0(Core const& core) {
    if (!core.guest()) return {0, 0};
    return {core.vmx.field(VmcsField::Cr0GuestHostMask), core.vmx.field(VmcsField::Cr0ReadShadow)};
}

ShadowedRegister shadowed_cr4(Core const& core) {
    if (!core.guest()) return {0, 0};
    return {core.vmx.field(VmcsField::Cr4GuestHostMask), core.vmx.field(VmcsField::Cr4ReadShadow)};
}

// Reserved bits of the lower half are ignored, and ET stays 1 (SDM vol. 2, MOV to control registers).
void write_cr0(Core& core, uint64_t value) {
    auto& cpu = core.cpu;
    auto const upper = value & ~uint64_t{0xffffffff};
    value = upper | (value & cr0::defined) | cr0::et;
    check_cr0(core, value);
    auto const changed = value ^ cpu.cr0;
    bool const long_mode = (value & cr0::pg) != 0 && (cpu.msrs.efer & efer::kLme) != 0;
    constexpr auto loads_pdptes = cr0::pg | cr0::cd | cr0::nw; // SDM vol. 3A 4.4.1
    bool const pae = paging_mode(value, cpu.cr4, long_mode) == PagingMode::Pae;
    if (pae && (changed & loads_pdptes) != 0 && !core.mmu.load_pdptes(cpu.cr3)) general_protection();
    if ((changed & cr0::pg) != 0) core.mmu.tlb().invalidate_pcids(core.mmu.nested().vpid);
    cpu.cr0 = value;
    cpu.msrs.efer = long_mode ? cpu.msrs.efer | efer::kLma : cpu.msrs.efer & ~efer::kLma;
}

void write_cr3(Core& core, uint64_t value) {
    auto& cpu = core.cpu;
    bool const pcids = (cpu.cr4 & cr4::pcide) != 0;
    bool const keep = pcids && (value & cr3_keep_translations) != 0;
    if (pcids) value &= ~cr3_keep_translations;
    if (cpu.long_mode() && !core.capabilities.within_physical_bits(value)) general_protection();
    if (cpu.paging_mode() == PagingMode::Pae && !core.mmu.load_pdptes(value)) general_protection();
    cpu.cr3 = value;
    if (!keep)
        core.mmu.tlb().invalidate_pcid(core.mmu.nested().vpid, static_cast<uint16_t>(pcids ? value & cr3_pcid : 0));
}

void write_cr4(Core& core, uint64_t value) {
    auto& cpu = core.cpu;
    auto const changed = value ^ cpu.cr4;
    auto const set = changed & value;
    if ((value & ~cr4::defined) != 0) general_protection();
    check_fixed(core, value, core.capabilities.cr4_fixed0(), core.capabilities.cr4_fixed1());
    if (cpu.long_mode() && (value & cr4::pae) == 0) general_protection();
    if ((set & cr4::pcide) != 0 && (!cpu.long_mode() || (cpu.cr3 & cr3_pcid) != 0)) general_protection();
    // SDM vol. 3C 34.14.4: not in SMM under the default treatment
    if (cpu.in_smm && core.vmx.operation() == VmxOperation::Off && (value & cr4::vmxe) != 0) general_protection();
    constexpr auto loads_pdptes = cr4::pae | cr4::pge | cr4::pse | cr4::smep; // SDM vol. 3A 4.4.1
    bool const pae = paging_mode(cpu.cr0, value, cpu.long_mode()) == PagingMode::Pae;
    if (pae && (changed & loads_pdptes) != 0 && !core.mmu.load_pdptes(cpu.cr3)) general_protection();
    constexpr auto invalidates = cr4::pge | cr4::pae | cr4::pse; // SDM vol. 3A 4.10.4.1
    bool const drops = (changed & invalidates) != 0 || (set & cr4::smep) != 0 || (changed & ~value & cr4::pcide) != 0;
    if (drops) core.mmu.tlb().invalidate_pcids(core.mmu.nested().vpid);
    cpu.cr4 = value;
}

void write_cr8(Core& core, uint64_t value) {
    if ((value & ~cr8_defined) != 0) general_protection();
    core.cpu.cr8 = value;
}

} // namespace redoubt::machine
