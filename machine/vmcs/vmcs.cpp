// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/vmcs.hpp"

#include "spec/abi/vmx_control.h"

namespace redoubt::machine {
namespace {

using stm::abi::Msr;
using stm::abi::VmcsField;

constexpr unsigned high_half = 32;

// Fields that come with a feature (SDM vol. 3D appendix B).
bool exists(VmcsField field, Capabilities const& capabilities) {
    auto const proc = [&](uint32_t control) { return capabilities.has(Msr::VmxProcbasedCtls, control); };
    auto const proc2 = [&](uint32_t control) { return capabilities.has(Msr::VmxProcbasedCtls2, control); };
    auto const on_entry = [&](uint32_t control) { return capabilities.has(Msr::VmxEntryCtls, control); };
    auto const on_exit = [&](uint32_t control) { return capabilities.has(Msr::VmxExitCtls, control); };
    switch (field) {
    case VmcsField::Vpid: return proc2(stm::abi::proc2_control::kVpid);
    case VmcsField::EptPointer:
    case VmcsField::GuestPhysicalAddress:
    case VmcsField::GuestPdpte0:
    case VmcsField::GuestPdpte1:
    case VmcsField::GuestPdpte2:
    case VmcsField::GuestPdpte3: return proc2(stm::abi::proc2_control::kEpt);
    case VmcsField::MsrBitmaps: return proc(stm::abi::proc_control::kMsrBitmaps);
    case VmcsField::Proc2Controls: return proc(stm::abi::proc_control::kSecondaryControls);
    case VmcsField::PreemptionTimerValue:
        return capabilities.has(Msr::VmxPinbasedCtls, stm::abi::pin_control::kPreemptionTimer);
    case VmcsField::GuestPerfGlobalCtrl: return on_entry(stm::abi::entry_control::kLoadPerfGlobalCtrl);
    case VmcsField::GuestPat:
        return on_entry(stm::abi::entry_control::kLoadPat) || on_exit(stm::abi::exit_control::kSavePat);
    case VmcsField::GuestEfer:
        return on_entry(stm::abi::entry_control::kLoadEfer) || on_exit(stm::abi::exit_control::kSaveEfer);
    case VmcsField::HostPerfGlobalCtrl: return on_exit(stm::abi::exit_control::kLoadPerfGlobalCtrl);
    case VmcsField::HostPat: return on_exit(stm::abi::exit_control::kLoadPat);
    case VmcsField::HostEfer: return on_exit(stm::abi::exit_control::kLoadEfer);
    default: return true;
    }
}

bool names_high_half(uint64_t encoding) {
    return (encoding & stm::abi::kHighAccess) != 0;
}

VmcsField field_of(uint64_t encoding) {
    return static_cast<VmcsField>(encoding & ~uint64_t{stm::abi::kHighAccess});
}

} // namespace

std::optional<VmcsField> supported_field(uint64_t encoding, Capabilities const& capabilities) {
    if (encoding >= field_map::encodings) return std::nullopt;
    auto const field = field_of(encoding);
    if (field_position(field) == field_map::none || !exists(field, capabilities)) return std::nullopt;
    if (names_high_half(encoding) && stm::abi::width_of(field) != stm::abi::VmcsWidth::Bits64) return std::nullopt;
    return field;
}

uint64_t Vmcs::read_encoded(uint64_t encoding) const {
    auto const value = get(field_of(encoding));
    return names_high_half(encoding) ? value >> high_half : value;
}

void Vmcs::write_encoded(uint64_t encoding, uint64_t value) {
    auto const field = field_of(encoding);
    set(field, names_high_half(encoding) ? value << high_half | static_cast<uint32_t>(get(field)) : value);
}

// Bits 15 and 12 are clear in every encoding, so that the encoding shows in 16 bits too.
uint64_t Vmcs::poison(VmcsField field) {
    return (0x0bad'0bad'0bad'9000 | static_cast<uint32_t>(field)) & field_mask(field);
}

} // namespace redoubt::machine
