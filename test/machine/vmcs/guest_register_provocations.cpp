// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"

// SDM vol. 3C 26.3.1.1, 26.3.1.3, 26.3.1.4 and 26.3.1.6
namespace redoubt::machine::test {
namespace {

namespace efer = stm::abi::efer;
namespace entry_control = stm::abi::entry_control;
namespace proc2_control = stm::abi::proc2_control;
using B = EntryBench&;

constexpr uint64_t not_canonical = 0xffff'7fff'ffff'ffff;

Provocations control_registers() {
    return {
        {"26.3.1.1: CR0 of the guest is as VMX operation has it", long_mode_guest,
         [](B b) { b.remove(Field::GuestCr0, cr0::ne); }},
        {"26.3.1.1: CR0 of the guest is as VMX operation has it", virtual_8086_guest, // restricted: PG is 1
         [](B b) { b.remove(Field::GuestCr0, cr0::pg); }},
        {"26.3.1.1: CR0 of the guest is as VMX operation has it", real_mode_guest,
         [](B b) { b.remove(Field::GuestCr0, cr0::ne); }},
        {"26.3.1.1: CR0 of the guest is as VMX operation has it", return_to_root, // no control of a guest counts there
         [](B b) {
             b.remove(Field::EntryControls, entry_control::kIa32eModeGuest);
             b.remove(Field::GuestEfer, efer::kLma | efer::kLme);
             b.set(Field::GuestRip, 0x1000);
             b.remove(Field::GuestCr0, cr0::pg);
         }},
        {"26.3.1.1: CR0.PG of the guest needs CR0.PE", real_mode_guest, [](B b) { b.add(Field::GuestCr0, cr0::pg); }},
        {"26.3.1.1: CR4 of the guest is as VMX operation has it", long_mode_guest,
         [](B b) { b.remove(Field::GuestCr4, cr4::vmxe); }},
        {"26.3.1.1: CR4 of the guest is as VMX operation has it", long_mode_guest,
         [](B b) { b.add(Field::GuestCr4, 1u << 31); }},
        {"26.3.1.1: IA32_DEBUGCTL of the guest sets no reserved bit", long_mode_guest,
         [](B b) { b.set(Field::GuestDebugctl, 1u << 2); }},
        {"26.3.1.1: IA32_DEBUGCTL of the guest sets no reserved bit", long_mode_guest,
         [](B b) { b.set(Field::GuestDebugctl, 1u << 6); }}, // TR, of processors with branch trace messages
        {"26.3.1.1: IA32_DEBUGCTL of the guest sets no reserved bit", long_mode_guest,
         [](B b) { b.set(Field::GuestDebugctl, 1u << 14); }}, // FREEZE_WHILE_SMM
        {"26.3.1.1: CR0.PG of a guest in IA-32e mode is 1", long_mode_guest,
         [](B b) {
             b.add(Field::Proc2Controls, proc2_control::kUnrestrictedGuest);
             b.remove(Field::GuestCr0, cr0::pg);
         }},
        {"26.3.1.1: CR4.PAE of a guest in IA-32e mode is 1", long_mode_guest,
         [](B b) { b.remove(Field::GuestCr4, cr4::pae); }},
        {"26.3.1.1: CR4.PCIDE of a guest outside IA-32e mode is 0", pae_guest,
         [](B b) { b.add(Field::GuestCr4, cr4::pcide); }},
        {"26.3.1.1: CR3 of the guest is within the physical-address width", long_mode_guest,
         [](B b) { b.add(Field::GuestCr3, EntryBench::beyond); }},
        {"26.3.1.1: CR3 of the guest is within the physical-address width", long_mode_guest,
         [](B b) { b.add(Field::GuestCr3, uint64_t{1} << 63); }},
        {"26.3.1.1: DR7 of the guest has bits 63:32 clear", long_mode_guest,
         [](B b) { b.add(Field::GuestDr7, uint64_t{1} << 32); }},
        {"26.3.1.1: IA32_SYSENTER_ESP of the guest is canonical", long_mode_guest,
         [](B b) { b.set(Field::GuestSysenterEsp, not_canonical); }},
        {"26.3.1.1: IA32_SYSENTER_EIP of the guest is canonical", long_mode_guest,
         [](B b) { b.set(Field::GuestSysenterEip, not_canonical); }},
        {"26.3.1.1: IA32_PERF_GLOBAL_CTRL of the guest sets no reserved bit", long_mode_guest,
         [](B b) { b.set(Field::GuestPerfGlobalCtrl, uint64_t{1} << 63); }},
        {"26.3.1.1: IA32_PAT of the guest has valid memory types", long_mode_guest,
         [](B b) { b.set(Field::GuestPat, 3u << 8); }},
        {"26.3.1.1: IA32_EFER of the guest sets no reserved bit", long_mode_guest,
         [](B b) { b.add(Field::GuestEfer, 1u << 9); }},
        {"26.3.1.1: LMA of the guest is as IA-32e mode guest", long_mode_guest,
         [](B b) { b.remove(Field::GuestEfer, efer::kLma | efer::kLme); }},
        {"26.3.1.1: LMA of the guest is as IA-32e mode guest", pae_guest,
         [](B b) { b.add(Field::GuestEfer, efer::kLma | efer::kLme); }},
        {"26.3.1.1: LMA and LME of a guest with paging are equal", long_mode_guest,
         [](B b) { b.remove(Field::GuestEfer, efer::kLme); }},
    };
}

Provocations tables_and_flags() {
    return {
        {"26.3.1.3: the base of GDTR of the guest is canonical", long_mode_guest,
         [](B b) { b.set(Field::GuestGdtrBase, not_canonical); }},
        {"26.3.1.3: the base of IDTR of the guest is canonical", long_mode_guest,
         [](B b) { b.set(Field::GuestIdtrBase, not_canonical); }},
        {"26.3.1.3: the limit of GDTR of the guest has bits 31:16 clear", long_mode_guest,
         [](B b) { b.set(Field::GuestGdtrLimit, 0x10000); }},
        {"26.3.1.3: the limit of IDTR of the guest has bits 31:16 clear", long_mode_guest,
         [](B b) { b.set(Field::GuestIdtrLimit, 0x10000); }},

        {"26.3.1.4: RIP outside 64-bit mode has bits 63:32 clear", pae_guest,
         [](B b) { b.set(Field::GuestRip, uint64_t{1} << 32); }},
        {"26.3.1.4: RIP outside 64-bit mode has bits 63:32 clear", long_mode_guest, // compatibility mode
         [](B b) { b.remove(Field::GuestCsAccessRights, stm::abi::access_rights::kLong); }},
        {"26.3.1.4: RIP in 64-bit mode has bits 63:48 identical", long_mode_guest,
         [](B b) { b.set(Field::GuestRip, uint64_t{1} << 48); }},
        {"26.3.1.4: RFLAGS sets no reserved bit", long_mode_guest, [](B b) { b.add(Field::GuestRflags, 1u << 3); }},
        {"26.3.1.4: RFLAGS sets no reserved bit", long_mode_guest, [](B b) { b.add(Field::GuestRflags, 1u << 5); }},
        {"26.3.1.4: RFLAGS sets no reserved bit", long_mode_guest, [](B b) { b.add(Field::GuestRflags, 1u << 15); }},
        {"26.3.1.4: RFLAGS sets no reserved bit", long_mode_guest, [](B b) { b.add(Field::GuestRflags, 1u << 22); }},
        {"26.3.1.4: RFLAGS sets no reserved bit", long_mode_guest,
         [](B b) { b.add(Field::GuestRflags, uint64_t{1} << 63); }},
        {"26.3.1.4: RFLAGS has bit 1 set", long_mode_guest, [](B b) { b.remove(Field::GuestRflags, rflags::fixed); }},
        {"26.3.1.4: virtual-8086 mode is outside IA-32e mode", virtual_8086_guest,
         [](B b) {
             b.add(Field::EntryControls, entry_control::kIa32eModeGuest);
             b.add(Field::GuestCr4, cr4::pae);
             b.add(Field::GuestEfer, efer::kLma | efer::kLme);
         }},
        {"26.3.1.4: virtual-8086 mode needs CR0.PE", virtual_8086_guest,
         [](B b) {
             b.add(Field::Proc2Controls, proc2_control::kUnrestrictedGuest);
             b.remove(Field::GuestCr0, cr0::pe | cr0::pg);
         }},
    };
}

// Bit by bit: 2:1 and 8:5 are reserved, and what lies beyond the width.
Provocations page_directory_pointers() {
    Provocations all;
    constexpr Field fields[] = {Field::GuestPdpte0, Field::GuestPdpte1, Field::GuestPdpte2, Field::GuestPdpte3};
    for (unsigned i = 0; i < 4; ++i) {
        auto const name = "26.3.1.6: PDPTE " + std::to_string(i);
        for (auto const bit : {1u, 2u, 5u, 6u, 7u, 8u, EntryBench::physical_bits, 63u}) {
            auto const entry = uint64_t{1} << bit | 1;
            all.push_back({name + " in memory sets no reserved bit", pae_guest,
                           [=](B b) { b.memory.set_word(EntryBench::page_tables + 8 * i, 8, entry); }});
            all.push_back({name + " in the VMCS sets no reserved bit", pae_guest, [=](B b) {
                               b.add(Field::Proc2Controls, proc2_control::kEpt);
                               b.set(fields[i], entry);
                           }});
        }
    }
    return all;
}

} // namespace

Provocations guest_register_provocations() {
    Provocations all;
    for (auto const& some : {control_registers(), tables_and_flags(), page_directory_pointers()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redoubt::machine::test
