// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"

// SDM vol. 3C 26.2.1, but the events to be injected
namespace redoubt::machine::test {
namespace {

namespace entry_control = stm::abi::entry_control;
namespace exit_control = stm::abi::exit_control;
namespace pin_control = stm::abi::pin_control;
namespace proc_control = stm::abi::proc_control;
namespace proc2_control = stm::abi::proc2_control;
using B = EntryBench&;

Provocations execution() {
    return {
        {"26.2.1.1: the pin-based controls have settings that are allowed", long_mode_guest,
         [](B b) { b.remove(Field::PinControls, 1u << 1); }},
        {"26.2.1.1: the pin-based controls have settings that are allowed", return_to_guest,
         [](B b) { b.executive->set(Field::PinControls, b.executive->get(Field::PinControls) | 1u << 7); }},
        {"26.2.1.1: the primary processor-based controls have settings that are allowed", long_mode_guest,
         [](B b) { b.add(Field::ProcControls, proc_control::kTprShadow); }},
        {"26.2.1.1: the primary processor-based controls have settings that are allowed", long_mode_guest,
         [](B b) { b.remove(Field::ProcControls, 1u << 26); }},
        {"26.2.1.1: the secondary processor-based controls have settings that are allowed", long_mode_guest,
         [](B b) { b.add(Field::Proc2Controls, proc2_control::kVmcsShadowing); }},
        {"26.2.1.1: the CR3-target count is at most 4", long_mode_guest, [](B b) { b.set(Field::Cr3TargetCount, 5); }},
        {"26.2.1.1: the address of I/O bitmap A is a multiple of 4096", long_mode_guest,
         [](B b) { b.add(Field::IoBitmapA, 0x800); }},
        {"26.2.1.1: the address of I/O bitmap B is a multiple of 4096", long_mode_guest,
         [](B b) { b.add(Field::IoBitmapB, 1); }},
        {"26.2.1.1: the address of I/O bitmap A is within the physical-address width", long_mode_guest,
         [](B b) { b.set(Field::IoBitmapA, EntryBench::beyond); }},
        {"26.2.1.1: the address of I/O bitmap B is within the physical-address width", long_mode_guest,
         [](B b) { b.set(Field::IoBitmapB, EntryBench::beyond); }},
        {"26.2.1.1: the address of the MSR bitmaps is a multiple of 4096", long_mode_guest,
         [](B b) { b.add(Field::MsrBitmaps, 0x400); }},
        {"26.2.1.1: the address of the MSR bitmaps is within the physical-address width", long_mode_guest,
         [](B b) { b.add(Field::MsrBitmaps, uint64_t{1} << 63); }},
        {"26.2.1.1: virtual NMIs need NMI exiting", long_mode_guest,
         [](B b) { b.remove(Field::PinControls, pin_control::kNmiExiting); }},
        {"26.2.1.1: NMI-window exiting needs virtual NMIs", long_mode_guest,
         [](B b) {
             b.remove(Field::PinControls, pin_control::kVirtualNmis);
             b.add(Field::ProcControls, proc_control::kNmiWindowExiting);
         }},
        {"26.2.1.1: the VPID is not 0", long_mode_guest, [](B b) { b.set(Field::Vpid, 0); }},
        {"26.2.1.1: the VPID is not 0", return_to_guest, [](B b) { b.executive->set(Field::Vpid, 0); }},
        {"26.2.1.1: the EPT pointer has a memory type that the processor supports", long_mode_guest,
         [](B b) { b.set(Field::EptPointer, 0x1301c); }}, // write-through
        {"26.2.1.1: the EPT pointer asks for a page walk of 4 levels", long_mode_guest,
         [](B b) { b.set(Field::EptPointer, 0x13026); }}, // 5 levels
        {"26.2.1.1: the EPT pointer enables accessed and dirty flags only where the processor has them",
         long_mode_guest,
         [](B b) {
             auto const features = b.capabilities.msr(stm::abi::Msr::VmxEptVpidCap);
             b.capabilities.set_msr(stm::abi::Msr::VmxEptVpidCap,
                                    features & ~stm::abi::vmx_ept_vpid_cap::kAccessedDirty);
         }},
        {"26.2.1.1: the EPT pointer has bits 11:7 clear", long_mode_guest,
         [](B b) { b.add(Field::EptPointer, 1u << 7); }},
        {"26.2.1.1: the EPT pointer has bits 11:7 clear", long_mode_guest,
         [](B b) { b.add(Field::EptPointer, 1u << 11); }},
        {"26.2.1.1: the EPT pointer is within the physical-address width", long_mode_guest,
         [](B b) { b.add(Field::EptPointer, EntryBench::beyond); }},
        {"26.2.1.1: an unrestricted guest needs EPT", protected_guest,
         [](B b) { b.remove(Field::Proc2Controls, proc2_control::kEpt); }},
    };
}

// The addresses of an area of two MSRs; one that ends at the last address is good, one entry more is not.
Provocations area(std::string const& place, Field address) {
    return {
        {place + "begins at a multiple of 16", long_mode_guest, [=](B b) { b.add(address, 8); }},
        {place + "begins within the physical-address width", long_mode_guest,
         [=](B b) { b.set(address, EntryBench::beyond); }},
        {place + "ends within the physical-address width", long_mode_guest,
         [=](B b) { b.set(address, EntryBench::beyond - 16); }},
        {place + "begins at a multiple of 16", return_to_root, [=](B b) { b.add(address, 1); }},
    };
}

Provocations transition() {
    return {
        {"26.2.1.2: the VM-exit controls have settings that are allowed", long_mode_guest,
         [](B b) { b.remove(Field::ExitControls, 1u << 0); }},
        {"26.2.1.2: the VM-exit controls have settings that are allowed", return_to_root,
         [](B b) { b.add(Field::ExitControls, 1u << 31); }},
        {"26.2.1.2: saving the VMX-preemption timer needs the timer", long_mode_guest,
         [](B b) { b.add(Field::ExitControls, exit_control::kSavePreemptionTimer); }},
        {"26.2.1.3: the VM-entry controls have settings that are allowed", long_mode_guest,
         [](B b) { b.remove(Field::EntryControls, 1u << 12); }},
        {"26.2.1.3: the VM-entry controls have settings that are allowed", return_to_root,
         [](B b) { b.add(Field::EntryControls, 1u << 16); }},
        {"26.2.1.3: entry to SMM is from SMM", entry_to_smm, [](B b) { b.in_smm = false; }},
        {"26.2.1.3: the dual-monitor treatment is deactivated from SMM", long_mode_guest,
         [](B b) { b.add(Field::EntryControls, entry_control::kDeactivateDualMonitor); }},
        {"26.2.1.3: the dual-monitor treatment is not deactivated by an entry to SMM", entry_to_smm,
         [](B b) { b.add(Field::EntryControls, entry_control::kDeactivateDualMonitor); }},
    };
}

} // namespace

Provocations control_provocations() {
    Provocations all;
    for (auto const& some :
         {execution(), transition(), area("26.2.1.2: the VM-exit MSR-store area ", Field::ExitMsrStoreAddress),
          area("26.2.1.2: the VM-exit MSR-load area ", Field::ExitMsrLoadAddress),
          area("26.2.1.3: the VM-entry MSR-load area ", Field::EntryMsrLoadAddress)})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redoubt::machine::test
