// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/fault.hpp"
#include "machine/vmcs/check_terms.hpp"

// SDM vol. 3C 26.2.1.3
namespace redoubt::machine {
namespace {

using namespace check_terms;
using stm::abi::InterruptionType;
using stm::abi::Msr;
namespace entry_control = stm::abi::entry_control;
namespace interruption = stm::abi::interruption;
using LoadArea = MsrArea<Field::EntryMsrLoadAddress, Field::EntryMsrLoadCount>;

constexpr unsigned reserved_type = 1;
constexpr unsigned last_exception = 31;
constexpr uint32_t reserved_information = 0x7ffff000; // bits 30:12
constexpr uint64_t reserved_error_code = 0xffff0000;
constexpr uint64_t longest_instruction = 15;

bool has_error_code(unsigned vector) {
    switch (static_cast<Vector>(vector)) {
    case Vector::DoubleFault:
    case Vector::InvalidTss:
    case Vector::SegmentNotPresent:
    case Vector::StackFault:
    case Vector::GeneralProtection:
    case Vector::PageFault:
    case Vector::AlignmentCheck: return true;
    default: return false;
    }
}

bool delivers_error_code(S s) {
    return s.injects() && (s.injected() & interruption::kErrorCode) != 0;
}

// Real mode has no error codes; only an unrestricted guest can be in it.
bool calls_for_error_code(S s) {
    return s.injects(InterruptionType::HardwareException) && has_error_code(s.injected_vector()) &&
           (!s.unrestricted() || s.has(Field::GuestCr0, cr0::pe));
}

bool injects_software_event(S s) {
    return s.injects(InterruptionType::SoftwareInterrupt) || s.injects(InterruptionType::SoftwareException) ||
           s.injects(InterruptionType::PrivilegedSoftwareException);
}

uint64_t shortest_instruction(S s) {
    return (s.capabilities.msr(Msr::VmxMisc) & stm::abi::vmx_misc::kZeroLengthInjection) != 0 ? 0 : 1;
}

constexpr Check checks[] = {
    {"26.2.1.3: the VM-entry controls have settings that are allowed",
     [](S s) { return s.capabilities.allow(Msr::VmxTrueEntryCtls, s.field(Field::EntryControls)); }},

    {"26.2.1.3: an injected event has no reserved type",
     [](S s) { return implies(s.injects(), s.injected_type() != reserved_type); }},
    {"26.2.1.3: an injected event is of type 7 only where the processor has the monitor trap flag",
     [](S s) {
         return implies(s.injects(InterruptionType::Other),
                        s.capabilities.has(Msr::VmxTrueProcbasedCtls, stm::abi::proc_control::kMonitorTrapFlag));
     }},
    {"26.2.1.3: an injected NMI has vector 2",
     [](S s) {
         return implies(s.injects(InterruptionType::Nmi),
                        s.injected_vector() == static_cast<unsigned>(Vector::NonMaskableInterrupt));
     }},
    {"26.2.1.3: an injected hardware exception has a vector up to 31",
     [](S s) {
         return implies(s.injects(InterruptionType::HardwareException), s.injected_vector() <= last_exception);
     }},
    {"26.2.1.3: an injected event of type 7 has vector 0",
     [](S s) { return implies(s.injects(InterruptionType::Other), s.injected_vector() == 0); }},
    {"26.2.1.3: an injected exception delivers the error code that it has",
     [](S s) { return implies(calls_for_error_code(s), delivers_error_code(s)); }},
    {"26.2.1.3: an injected event without an error code delivers none",
     [](S s) { return implies(delivers_error_code(s), calls_for_error_code(s)); }},
    {"26.2.1.3: the VM-entry interruption information has bits 30:12 clear",
     [](S s) { return implies(s.injects(), (s.injected() & reserved_information) == 0); }},
    {"26.2.1.3: the error code of an injected exception has bits 31:16 clear",
     [](S s) {
         return implies(delivers_error_code(s), (s.field(Field::EntryExceptionErrorCode) & reserved_error_code) == 0);
     }},
    {"26.2.1.3: an injected software interrupt or exception has the length of an instruction",
     [](S s) {
         auto const length = s.field(Field::EntryInstructionLength);
         return implies(injects_software_event(s), shortest_instruction(s) <= length && length <= longest_instruction);
     }},

    {"26.2.1.3: the VM-entry MSR-load area begins at a multiple of 16", LoadArea::aligned},
    {"26.2.1.3: the VM-entry MSR-load area begins within the physical-address width", LoadArea::begins_within},
    {"26.2.1.3: the VM-entry MSR-load area ends within the physical-address width", LoadArea::ends_within},

    {"26.2.1.3: entry to SMM is from SMM",
     [](S s) { return implies(s.entry_control(entry_control::kEntryToSmm), s.in_smm); }},
    {"26.2.1.3: the dual-monitor treatment is deactivated from SMM",
     [](S s) { return implies(s.entry_control(entry_control::kDeactivateDualMonitor), s.in_smm); }},
    {"26.2.1.3: the dual-monitor treatment is not deactivated by an entry to SMM",
     [](S s) {
         return !(s.entry_control(entry_control::kEntryToSmm) &&
                  s.entry_control(entry_control::kDeactivateDualMonitor));
     }},
    {"34.15.4.3: no MTF VM exit is made pending in VMX root operation",
     [](S s) { return implies(s.returns_to_root(), !s.injects(InterruptionType::Other)); }},
};

} // namespace

Checks entry_control_checks() {
    return checks;
}

} // namespace redoubt::machine
