// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"

// SDM vol. 3C 26.2.2 to 26.2.4
namespace redoubt::machine::test {
namespace {

namespace efer = stm::abi::efer;
namespace entry_control = stm::abi::entry_control;
namespace exit_control = stm::abi::exit_control;
using B = EntryBench&;

constexpr uint64_t not_canonical = 0x0000'8000'0000'0000;

Provocations registers() {
    return {
        {"26.2.2: CR0 of the host is as VMX operation has it", long_mode_guest,
         [](B b) { b.remove(Field::HostCr0, cr0::ne); }},
        {"26.2.2: CR0 of the host is as VMX operation has it", long_mode_guest,
         [](B b) { b.add(Field::HostCr0, uint64_t{1} << 32); }},
        {"26.2.2: CR0 of the host is as VMX operation has it", protected_guest, // an unrestricted guest's host is none
         [](B b) { b.remove(Field::HostCr0, cr0::pg); }},
        {"26.2.2: CR4 of the host is as VMX operation has it", long_mode_guest,
         [](B b) { b.remove(Field::HostCr4, cr4::vmxe); }},
        {"26.2.2: CR4 of the host is as VMX operation has it", long_mode_guest,
         [](B b) { b.add(Field::HostCr4, 1u << 15); }},
        {"26.2.2: CR3 of the host is within the physical-address width", long_mode_guest,
         [](B b) { b.add(Field::HostCr3, EntryBench::beyond); }},
        {"26.2.2: IA32_SYSENTER_ESP of the host is canonical", long_mode_guest,
         [](B b) { b.set(Field::HostSysenterEsp, not_canonical); }},
        {"26.2.2: IA32_SYSENTER_EIP of the host is canonical", long_mode_guest,
         [](B b) { b.set(Field::HostSysenterEip, not_canonical); }},
        {"26.2.2: IA32_PERF_GLOBAL_CTRL of the host sets no reserved bit", long_mode_guest,
         [](B b) { b.set(Field::HostPerfGlobalCtrl, uint64_t{1} << 40); }},
        {"26.2.2: IA32_PAT of the host has valid memory types", long_mode_guest,
         [](B b) { b.set(Field::HostPat, uint64_t{2} << 56); }},
        {"26.2.2: IA32_PAT of the host has valid memory types", long_mode_guest, [](B b) { b.set(Field::HostPat, 8); }},
        {"26.2.2: IA32_EFER of the host sets no reserved bit", long_mode_guest,
         [](B b) { b.add(Field::HostEfer, 1u << 1); }},
        {"26.2.2: LMA of the host is as its address-space size", long_mode_guest,
         [](B b) { b.remove(Field::HostEfer, efer::kLma); }},
        {"26.2.2: LMA of the host is as its address-space size", guest_of_32_bit_host,
         [](B b) { b.add(Field::HostEfer, efer::kLma); }},
        {"26.2.2: LME of the host is as its address-space size", long_mode_guest,
         [](B b) { b.remove(Field::HostEfer, efer::kLme); }},
        {"26.2.2: LME of the host is as its address-space size", guest_of_32_bit_host,
         [](B b) { b.add(Field::HostEfer, efer::kLme); }},
    };
}

Provocations segments() {
    Provocations all = {
        {"26.2.3: CS of the host is not 0", long_mode_guest, [](B b) { b.set(Field::HostCsSelector, 0); }},
        {"26.2.3: TR of the host is not 0", long_mode_guest, [](B b) { b.set(Field::HostTrSelector, 0); }},
        {"26.2.3: SS of a 32-bit host is not 0", guest_of_32_bit_host, [](B b) { b.set(Field::HostSsSelector, 0); }},
    };
    struct Named {
        char const* name;
        Field field;
    };
    for (auto const& [name, selector] :
         {Named{"CS", Field::HostCsSelector}, Named{"SS", Field::HostSsSelector}, Named{"DS", Field::HostDsSelector},
          Named{"ES", Field::HostEsSelector}, Named{"FS", Field::HostFsSelector}, Named{"GS", Field::HostGsSelector},
          Named{"TR", Field::HostTrSelector}})
        for (auto const bit : {1u, 2u, 4u})
            all.push_back({std::string{"26.2.3: "} + name + " of the host has RPL and TI 0", long_mode_guest,
                           [=](B b) { b.add(selector, bit); }});
    for (auto const& [name, base] :
         {Named{"FS", Field::HostFsBase}, Named{"GS", Field::HostGsBase}, Named{"TR", Field::HostTrBase},
          Named{"GDTR", Field::HostGdtrBase}, Named{"IDTR", Field::HostIdtrBase}})
        all.push_back({std::string{"26.2.3: the base of "} + name + " of the host is canonical", long_mode_guest,
                       [=](B b) { b.set(base, not_canonical); }});
    return all;
}

Provocations width() {
    return {
        {"26.2.4: outside IA-32e mode, no guest in IA-32e mode is entered", guest_of_32_bit_host,
         [](B b) { b.add(Field::EntryControls, entry_control::kIa32eModeGuest); }},
        {"26.2.4: outside IA-32e mode, the host's address-space size is 32 bits", pae_guest,
         [](B b) { b.host_long_mode = false; }},
        {"26.2.4: in IA-32e mode, the host's address-space size is 64 bits", guest_of_32_bit_host,
         [](B b) { b.host_long_mode = true; }},
        {"26.2.4: CR4.PCIDE of a 32-bit host is 0", guest_of_32_bit_host,
         [](B b) { b.add(Field::HostCr4, cr4::pcide); }},
        {"26.2.4: RIP of a 32-bit host has bits 63:32 clear", guest_of_32_bit_host,
         [](B b) { b.set(Field::HostRip, uint64_t{1} << 32); }},
        {"26.2.4: CR4.PAE of a 64-bit host is 1", long_mode_guest, [](B b) { b.remove(Field::HostCr4, cr4::pae); }},
        {"26.2.4: RIP of a 64-bit host is canonical", long_mode_guest,
         [](B b) { b.set(Field::HostRip, not_canonical); }},
    };
}

} // namespace

Provocations host_provocations() {
    Provocations all;
    for (auto const& some : {registers(), segments(), width()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redoubt::machine::test
