// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/processor_msrs.hpp"

#include "machine/processor/core.hpp"
#include "machine/processor/mtrr_msrs.hpp"
#include "machine/vmcs/register_values.hpp"
#include "spec/abi/msr.h"

#include <array>
#include <cstdio>

namespace redoubt::machine {
namespace {

using stm::abi::Msr;
namespace apic_base = stm::abi::apic_base;
namespace efer = stm::abi::efer;
namespace feature_control = stm::abi::feature_control;
namespace smm_monitor_ctl = stm::abi::smm_monitor_ctl;
namespace smrr = stm::abi::smrr;
namespace vmx_misc = stm::abi::vmx_misc;

constexpr auto cstar = static_cast<Msr>(0xc0000083);
constexpr auto platform_info = static_cast<Msr>(0xce); // SDM vol. 4 table 2-20
constexpr uint64_t maximum_ratio = 24u << 8;           // without turbo, of 100 MHz
constexpr uint64_t all = ~uint64_t{0};
constexpr uint64_t low_half = 0xffffffff;
constexpr uint64_t feature_control_defined = feature_control::kLock | feature_control::kVmxInSmx |
                                             feature_control::kVmxOutsideSmx | feature_control::kSenterLocal |
                                             feature_control::kSenterGlobal;

// Who may write a register, and what
enum class Rule : uint8_t { Plain, Canonical, OnlyInSmm };

// Registers that hold what was written. Bits beside `defined` are reserved: to set them faults.
struct HeldMsr {
    Msr index;
    uint64_t Msrs::* place;
    uint64_t defined;
    Rule rule;
};

constexpr std::array held_msrs{
    // clang-format off
    HeldMsr{Msr::SysenterCs,    &Msrs::sysenter_cs,      low_half,                       Rule::Plain},
    HeldMsr{Msr::SysenterEsp,   &Msrs::sysenter_esp,     all,                            Rule::Canonical},
    HeldMsr{Msr::SysenterEip,   &Msrs::sysenter_eip,     all,                            Rule::Canonical},
    HeldMsr{Msr::Debugctl,      &Msrs::debugctl,         debugctl::defined,              Rule::Plain},
    HeldMsr{Msr::SmrrPhysBase,  &Msrs::smrr_base,        smrr::kType | smrr::kBase,      Rule::OnlyInSmm},
    HeldMsr{Msr::SmrrPhysMask,  &Msrs::smrr_mask,        smrr::kValid | smrr::kMask,     Rule::OnlyInSmm},
    HeldMsr{Msr::PerfGlobalCtrl,&Msrs::perf_global_ctrl, kPerfGlobalCtrlDefined,         Rule::Plain},
    HeldMsr{Msr::BiosSignId,    &Msrs::microcode_revision,all,                            Rule::Plain},
    HeldMsr{Msr::Star,          &Msrs::star,             all,                            Rule::Plain},
    HeldMsr{Msr::Lstar,         &Msrs::lstar,            all,                            Rule::Canonical},
    HeldMsr{cstar,              &Msrs::cstar,            all,                            Rule::Canonical},
    HeldMsr{Msr::Fmask,         &Msrs::fmask,            low_half,                       Rule::Plain},
    HeldMsr{Msr::KernelGsBase,  &Msrs::kernel_gs_base,   all,                            Rule::Canonical},
    HeldMsr{Msr::TscAux,        &Msrs::tsc_aux,          low_half,                       Rule::Plain},
    // clang-format on
};

HeldMsr const* find_held(uint32_t index) {
    for (auto const& each : held_msrs)
        if (static_cast<uint32_t>(each.index) == index) return &each;
    return nullptr;
}

bool permits(HeldMsr const& msr, State const& state, uint64_t value) {
    if ((value & ~msr.defined) != 0) return false;
    switch (msr.rule) {
    case Rule::Plain: return true;
    case Rule::Canonical: return canonical(value);
    case Rule::OnlyInSmm: return state.in_smm; // SDM vol. 3A 11.11.2.4
    }
    return false;
}

bool is_x2apic(uint32_t index) {
    return index >= 0x800 && index <= 0x8ff;
}

bool x2apic_mode(State const& state) {
    constexpr auto mode = apic_base::kGlobalEnable | apic_base::kX2ApicEnable;
    return (state.msrs.apic_base & mode) == mode;
}

bool is_vmx_capability(uint32_t index) {
    return index >= static_cast<uint32_t>(Msr::VmxBasic) && index <= static_cast<uint32_t>(Msr::VmxTrueEntryCtls);
}

} // namespace

uint64_t ProcessorMsrs::time_stamp() const {
    return platform_.ticks(id_) + state_.msrs.tsc_offset;
}

// Registers whose value is made from what the processor is.
std::optional<uint64_t> ProcessorMsrs::read_made(uint32_t index) {
    auto const& msrs = state_.msrs;
    if (is_vmx_capability(index)) return capabilities_.msr(static_cast<Msr>(index));
    switch (static_cast<Msr>(index)) {
    case Msr::TimeStampCounter: return time_stamp();
    case Msr::ApicBase: return msrs.apic_base;
    case Msr::FeatureControl: return msrs.feature_control;
    case Msr::SmmMonitorCtl: return msrs.smm_monitor_ctl;
    case Msr::Smbase: // in SMM (SDM vol. 3C 34.15.6.4)
        if (!state_.in_smm || (capabilities_.msr(Msr::VmxMisc) & vmx_misc::kSmbaseReadable) == 0) return std::nullopt;
        return msrs.smbase;
    case platform_info: return maximum_ratio;
    case Msr::Pat: return msrs.pat;
    case Msr::Efer: return msrs.efer;
    case Msr::FsBase: return state_.segment(SegmentIndex::Fs).base;
    case Msr::GsBase: return state_.segment(SegmentIndex::Gs).base;
    default: return read_mtrr(msrs.mtrrs, index);
    }
}

std::optional<uint64_t> ProcessorMsrs::read_msr(uint32_t index) {
    if (auto const* const held = find_held(index)) return state_.msrs.*held->place;
    if (is_x2apic(index)) return x2apic_mode(state_) ? platform_.read_apic(id_, index) : std::nullopt;
    auto const value = read_made(index);
    if (!value) unknown(index, "RDMSR");
    return value;
}

// LME cannot change while paging is on, LMA not at all (SDM vol. 3A 2.2.1, 9.8.5).
bool ProcessorMsrs::write_efer(uint64_t value) {
    auto& current = state_.msrs.efer;
    if ((value & ~kEferDefined) != 0) return false;
    if ((state_.cr0 & cr0::pg) != 0 && ((value ^ current) & efer::kLme) != 0) return false;
    current = (value & ~efer::kLma) | (current & efer::kLma);
    return true;
}

// Into x2APIC mode only from xAPIC mode, and out of it only by disabling (SDM vol. 3A 10.12.5).
bool ProcessorMsrs::write_apic_base(uint64_t value) {
    auto& current = state_.msrs.apic_base;
    constexpr auto mode = apic_base::kGlobalEnable | apic_base::kX2ApicEnable;
    auto const defined = mode | apic_base::kBsp | apic_base::kBase;
    if ((value & ~defined) != 0 || !capabilities_.within_physical_bits(value)) return false;
    if ((value & mode) == apic_base::kX2ApicEnable) return false;
    if ((current & mode) == mode && (value & mode) == apic_base::kGlobalEnable) return false;
    if ((current & mode) == 0 && (value & mode) == mode) return false;
    current = value;
    return true;
}

// SDM vol. 3C 34.15.5
bool ProcessorMsrs::write_smm_monitor_ctl(uint64_t value) {
    auto defined = smm_monitor_ctl::kValid | smm_monitor_ctl::kMsegBase;
    if ((capabilities_.msr(Msr::VmxMisc) & vmx_misc::kSmiUnblockingByVmxoff) != 0)
        defined |= smm_monitor_ctl::kSmiUnblockingByVmxoff;
    if (!state_.in_smm || (value & ~defined) != 0) return false;
    state_.msrs.smm_monitor_ctl = value;
    return true;
}

bool ProcessorMsrs::write_base(SegmentIndex index, uint64_t value) {
    if (!canonical(value)) return false;
    auto segment = state_.segment(index);
    segment.base = value;
    state_.set_segment(index, segment);
    return true;
}

// Whether the write is allowed; nothing: no such register.
std::optional<bool> ProcessorMsrs::write_checked(uint32_t index, uint64_t value) {
    auto& msrs = state_.msrs;
    switch (static_cast<Msr>(index)) {
    case Msr::TimeStampCounter: msrs.tsc_offset = value - platform_.ticks(id_); return true;
    case Msr::ApicBase: return write_apic_base(value);
    case Msr::FeatureControl:
        if ((msrs.feature_control & feature_control::kLock) != 0 || (value & ~feature_control_defined) != 0)
            return false;
        msrs.feature_control = value;
        return true;
    case Msr::BiosUpdtTrig: return true; // there is no microcode to load
    case Msr::SmmMonitorCtl: return write_smm_monitor_ctl(value);
    case Msr::Pat:
        if (!valid_pat(value)) return false;
        msrs.pat = value;
        return true;
    case Msr::Efer: return write_efer(value);
    case Msr::FsBase: return write_base(SegmentIndex::Fs, value);
    case Msr::GsBase: return write_base(SegmentIndex::Gs, value);
    case Msr::Smbase:
    case platform_info: return false;
    default:
        if (is_vmx_capability(index)) return false;
        return write_mtrr(msrs.mtrrs, capabilities_, index, value);
    }
}

bool ProcessorMsrs::write_msr(uint32_t index, uint64_t value) {
    if (auto const* const held = find_held(index)) {
        if (!permits(*held, state_, value)) return false;
        state_.msrs.*held->place = value;
        return true;
    }
    if (is_x2apic(index)) return x2apic_mode(state_) && platform_.write_apic(id_, index, value);
    auto const written = write_checked(index, value);
    if (!written) unknown(index, "WRMSR");
    return written.value_or(false);
}

void ProcessorMsrs::unknown(uint32_t index, char const* instruction) {
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%s of %XH, which is not there", instruction, index);
    reporter_.report("SDM vol. 4 chapter 2", text.data());
}

} // namespace redoubt::machine
