// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/check_terms.hpp"

// SDM vol. 3C 26.2.1.1
namespace redoubt::machine {
namespace {

using namespace check_terms;
using stm::abi::Msr;
namespace pin_control = stm::abi::pin_control;
namespace proc_control = stm::abi::proc_control;
namespace proc2_control = stm::abi::proc2_control;
namespace ept_vpid_cap = stm::abi::vmx_ept_vpid_cap;

// The EPT pointer (SDM vol. 3C 24.6.11)
namespace ept_pointer {

constexpr uint64_t accessed_dirty = 1u << 6;
constexpr uint64_t reserved = 0xf80;

bool supported_type(uint64_t pointer, Capabilities const& capabilities) {
    constexpr unsigned uncacheable = 0;
    constexpr unsigned write_back = 6;
    auto const type = pointer & 7;
    auto const supported = capabilities.msr(Msr::VmxEptVpidCap);
    return (type == uncacheable && (supported & ept_vpid_cap::kUncacheable) != 0) ||
           (type == write_back && (supported & ept_vpid_cap::kWriteBack) != 0);
}

bool four_levels(uint64_t pointer) {
    return (pointer >> 3 & 7) == 3; // one less
}

bool supported_flags(uint64_t pointer, Capabilities const& capabilities) {
    return implies((pointer & accessed_dirty) != 0,
                   (capabilities.msr(Msr::VmxEptVpidCap) & ept_vpid_cap::kAccessedDirty) != 0);
}

bool reserved_clear(uint64_t pointer) {
    return (pointer & reserved) == 0;
}

} // namespace ept_pointer

bool uses_ept(S s) {
    return s.proc2_control(proc2_control::kEpt);
}

template <uint32_t control, Field address>
bool aligned_if(S s) {
    return implies(s.proc_control(control), page_aligned(s.execution_field(address)));
}

template <uint32_t control, Field address>
bool within_if(S s) {
    return implies(s.proc_control(control), s.capabilities.within_physical_bits(s.execution_field(address)));
}

constexpr uint64_t cr3_targets = 4;

constexpr Check checks[] = {
    {"26.2.1.1: the pin-based controls have settings that are allowed",
     [](S s) { return s.capabilities.allow(Msr::VmxTruePinbasedCtls, s.execution_field(Field::PinControls)); }},
    {"26.2.1.1: the primary processor-based controls have settings that are allowed",
     [](S s) { return s.capabilities.allow(Msr::VmxTrueProcbasedCtls, s.execution_field(Field::ProcControls)); }},
    {"26.2.1.1: the secondary processor-based controls have settings that are allowed",
     [](S s) {
         return implies(s.proc_control(proc_control::kSecondaryControls),
                        s.capabilities.allow(Msr::VmxProcbasedCtls2, s.execution_field(Field::Proc2Controls)));
     }},
    {"26.2.1.1: the CR3-target count is at most 4",
     [](S s) { return s.execution_field(Field::Cr3TargetCount) <= cr3_targets; }},

    {"26.2.1.1: the address of I/O bitmap A is a multiple of 4096",
     aligned_if<proc_control::kIoBitmaps, Field::IoBitmapA>},
    {"26.2.1.1: the address of I/O bitmap B is a multiple of 4096",
     aligned_if<proc_control::kIoBitmaps, Field::IoBitmapB>},
    {"26.2.1.1: the address of I/O bitmap A is within the physical-address width",
     within_if<proc_control::kIoBitmaps, Field::IoBitmapA>},
    {"26.2.1.1: the address of I/O bitmap B is within the physical-address width",
     within_if<proc_control::kIoBitmaps, Field::IoBitmapB>},
    {"26.2.1.1: the address of the MSR bitmaps is a multiple of 4096",
     aligned_if<proc_control::kMsrBitmaps, Field::MsrBitmaps>},
    {"26.2.1.1: the address of the MSR bitmaps is within the physical-address width",
     within_if<proc_control::kMsrBitmaps, Field::MsrBitmaps>},

    {"26.2.1.1: virtual NMIs need NMI exiting",
     [](S s) { return implies(s.pin_control(pin_control::kVirtualNmis), s.pin_control(pin_control::kNmiExiting)); }},
    {"26.2.1.1: NMI-window exiting needs virtual NMIs",
     [](S s) {
         return implies(s.proc_control(proc_control::kNmiWindowExiting), s.pin_control(pin_control::kVirtualNmis));
     }},
    {"26.2.1.1: the VPID is not 0",
     [](S s) { return implies(s.proc2_control(proc2_control::kVpid), s.execution_field(Field::Vpid) != 0); }},

    {"26.2.1.1: the EPT pointer has a memory type that the processor supports",
     [](S s) {
         return implies(uses_ept(s), ept_pointer::supported_type(s.execution_field(Field::EptPointer), s.capabilities));
     }},
    {"26.2.1.1: the EPT pointer asks for a page walk of 4 levels",
     [](S s) { return implies(uses_ept(s), ept_pointer::four_levels(s.execution_field(Field::EptPointer))); }},
    {"26.2.1.1: the EPT pointer enables accessed and dirty flags only where the processor has them",
     [](S s) {
         return implies(uses_ept(s),
                        ept_pointer::supported_flags(s.execution_field(Field::EptPointer), s.capabilities));
     }},
    {"26.2.1.1: the EPT pointer has bits 11:7 clear",
     [](S s) { return implies(uses_ept(s), ept_pointer::reserved_clear(s.execution_field(Field::EptPointer))); }},
    {"26.2.1.1: the EPT pointer is within the physical-address width",
     [](S s) {
         return implies(uses_ept(s), s.capabilities.within_physical_bits(s.execution_field(Field::EptPointer)));
     }},
    {"26.2.1.1: an unrestricted guest needs EPT", [](S s) { return implies(s.unrestricted(), uses_ept(s)); }},
};

} // namespace

Checks execution_control_checks() {
    return checks;
}

bool valid_ept_pointer(uint64_t pointer, Capabilities const& capabilities) {
    return ept_pointer::supported_type(pointer, capabilities) && ept_pointer::four_levels(pointer) &&
           ept_pointer::supported_flags(pointer, capabilities) && ept_pointer::reserved_clear(pointer) &&
           capabilities.within_physical_bits(pointer);
}

} // namespace redoubt::machine
