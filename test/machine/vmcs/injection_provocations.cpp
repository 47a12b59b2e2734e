// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"

// Events to be injected: SDM vol. 3C 26.2.1.3, and what blocks them by 26.3.1.4 and 26.3.1.5
namespace redoubt::machine::test {
namespace {

using stm::abi::ActivityState;
using stm::abi::InterruptionType;
namespace interruptibility = stm::abi::interruptibility;
namespace interruption = stm::abi::interruption;
using B = EntryBench&;

void set_activity(B b, ActivityState state) {
    b.set(Field::GuestActivityState, static_cast<uint64_t>(state));
}

} // namespace

Provocations injection_provocations() {
    return {
        {"26.2.1.3: an injected event has no reserved type", long_mode_guest,
         [](B b) { b.inject(InterruptionType{1}, 32); }},
        {"26.2.1.3: an injected event is of type 7 only where the processor has the monitor trap flag", long_mode_guest,
         [](B b) {
             auto const controls = b.capabilities.msr(stm::abi::Msr::VmxTrueProcbasedCtls);
             auto const flag = uint64_t{stm::abi::proc_control::kMonitorTrapFlag};
             b.capabilities.set_msr(stm::abi::Msr::VmxTrueProcbasedCtls, controls & ~(flag << 32));
             b.inject(InterruptionType::Other, 0);
         }},
        {"26.2.1.3: an injected NMI has vector 2", long_mode_guest, [](B b) { b.inject(InterruptionType::Nmi, 3); }},
        {"26.2.1.3: an injected hardware exception has a vector up to 31", long_mode_guest,
         [](B b) { b.inject(InterruptionType::HardwareException, 32); }},
        {"26.2.1.3: an injected event of type 7 has vector 0", long_mode_guest,
         [](B b) { b.inject(InterruptionType::Other, 1); }},
        {"26.2.1.3: an injected exception delivers the error code that it has", long_mode_guest,
         [](B b) { b.inject(InterruptionType::HardwareException, 8); }},
        {"26.2.1.3: an injected exception delivers the error code that it has", protected_guest,
         [](B b) { b.inject(InterruptionType::HardwareException, 13); }},
        {"26.2.1.3: an injected exception delivers the error code that it has", long_mode_guest,
         [](B b) { // it cannot be in real mode, which the guest-state checks would say
             b.remove(Field::GuestCr0, cr0::pe | cr0::pg);
             b.inject(InterruptionType::HardwareException, 13);
         }},
        {"26.2.1.3: an injected event without an error code delivers none", long_mode_guest,
         [](B b) { b.inject(InterruptionType::HardwareException, 6, interruption::kErrorCode); }},
        {"26.2.1.3: an injected event without an error code delivers none", real_mode_guest,
         [](B b) { b.inject(InterruptionType::HardwareException, 13, interruption::kErrorCode); }},
        {"26.2.1.3: an injected event without an error code delivers none", long_mode_guest,
         [](B b) {
             b.inject(InterruptionType::SoftwareException, 14, interruption::kErrorCode);
             b.set(Field::EntryInstructionLength, 1);
         }},
        {"26.2.1.3: the VM-entry interruption information has bits 30:12 clear", long_mode_guest,
         [](B b) { b.inject(InterruptionType::Nmi, 2, 1u << 12); }},
        {"26.2.1.3: the VM-entry interruption information has bits 30:12 clear", long_mode_guest,
         [](B b) { b.inject(InterruptionType::Nmi, 2, 1u << 30); }},
        {"26.2.1.3: the error code of an injected exception has bits 31:16 clear", long_mode_guest,
         [](B b) {
             b.inject(InterruptionType::HardwareException, 14, interruption::kErrorCode);
             b.set(Field::EntryExceptionErrorCode, 1u << 16);
         }},
        {"26.2.1.3: an injected software interrupt or exception has the length of an instruction", long_mode_guest,
         [](B b) { b.inject(InterruptionType::SoftwareInterrupt, 0x80); }},
        {"26.2.1.3: an injected software interrupt or exception has the length of an instruction", long_mode_guest,
         [](B b) {
             b.inject(InterruptionType::SoftwareException, 3);
             b.set(Field::EntryInstructionLength, 16);
         }},
        {"26.2.1.3: an injected software interrupt or exception has the length of an instruction", long_mode_guest,
         [](B b) { b.inject(InterruptionType::PrivilegedSoftwareException, 1); }},
        {"34.15.4.3: no MTF VM exit is made pending in VMX root operation", return_to_root,
         [](B b) { b.inject(InterruptionType::Other, 0); }},

        {"26.3.1.4: RFLAGS.IF is 1 when an external interrupt is injected", long_mode_guest,
         [](B b) { b.inject(InterruptionType::ExternalInterrupt, 0x30); }},
        {"26.3.1.5: an event injected in the HLT state is one that ends it", long_mode_guest,
         [](B b) {
             set_activity(b, ActivityState::Hlt);
             b.inject(InterruptionType::HardwareException, 6);
         }},
        {"26.3.1.5: an event injected in the shutdown state is one that ends it", long_mode_guest,
         [](B b) {
             set_activity(b, ActivityState::Shutdown);
             b.add(Field::GuestRflags, rflags::interrupt);
             b.inject(InterruptionType::ExternalInterrupt, 0x30);
         }},
        {"26.3.1.5: no event is injected in the wait-for-SIPI state", long_mode_guest,
         [](B b) {
             set_activity(b, ActivityState::WaitForSipi);
             b.inject(InterruptionType::Nmi, 2);
         }},
        {"26.3.1.5: neither STI nor MOV SS blocks an external interrupt that is injected", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::interrupt);
             b.set(Field::GuestInterruptibility, interruptibility::kBlockingBySti);
             b.inject(InterruptionType::ExternalInterrupt, 0x30);
         }},
        {"26.3.1.5: neither STI nor MOV SS blocks an external interrupt that is injected", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::interrupt);
             b.set(Field::GuestInterruptibility, interruptibility::kBlockingByMovSs);
             b.inject(InterruptionType::ExternalInterrupt, 0x30);
         }},
        {"26.3.1.5: MOV SS does not block an NMI that is injected", long_mode_guest,
         [](B b) {
             b.set(Field::GuestInterruptibility, interruptibility::kBlockingByMovSs);
             b.inject(InterruptionType::Nmi, 2);
         }},
        {"26.3.1.5: STI does not block an NMI that is injected", long_mode_guest,
         [](B b) {
             b.add(Field::GuestRflags, rflags::interrupt);
             b.set(Field::GuestInterruptibility, interruptibility::kBlockingBySti);
             b.inject(InterruptionType::Nmi, 2);
         }},
        {"26.3.1.5: virtual NMIs are not blocked when one is injected", long_mode_guest,
         [](B b) {
             b.set(Field::GuestInterruptibility, interruptibility::kBlockingByNmi);
             b.inject(InterruptionType::Nmi, 2);
         }},
        {"26.3.1.5: virtual NMIs are not blocked when one is injected", return_to_guest,
         [](B b) {
             b.set(Field::GuestInterruptibility, interruptibility::kBlockingByNmi);
             b.inject(InterruptionType::Nmi, 2);
         }},
    };
}

} // namespace redoubt::machine::test
