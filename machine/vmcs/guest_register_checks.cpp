// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/check_terms.hpp"
#include "machine/vmcs/register_values.hpp"

// SDM vol. 3C 26.3.1.1
namespace redoubt::machine {
namespace {

using namespace check_terms;
namespace entry_control = stm::abi::entry_control;
namespace efer = stm::abi::efer;

constexpr Check checks[] = {
    {"26.3.1.1: CR0 of the guest is as VMX operation has it",
     [](S s) {
         return allowed_cr0(s.field(Field::GuestCr0), s.capabilities, s.unrestricted() ? cr0::pe | cr0::pg : 0);
     }},
    {"26.3.1.1: CR0.PG of the guest needs CR0.PE",
     [](S s) { return implies(s.has(Field::GuestCr0, cr0::pg), s.has(Field::GuestCr0, cr0::pe)); }},
    {"26.3.1.1: CR4 of the guest is as VMX operation has it",
     [](S s) { return allowed_cr4(s.field(Field::GuestCr4), s.capabilities); }},
    {"26.3.1.1: IA32_DEBUGCTL of the guest sets no reserved bit",
     [](S s) {
         return implies(s.entry_control(entry_control::kLoadDebugControls),
                        !s.has(Field::GuestDebugctl, ~debugctl::defined));
     }},
    {"26.3.1.1: CR0.PG of a guest in IA-32e mode is 1",
     [](S s) { return implies(s.long_mode_guest(), s.has(Field::GuestCr0, cr0::pg)); }},
    {"26.3.1.1: CR4.PAE of a guest in IA-32e mode is 1",
     [](S s) { return implies(s.long_mode_guest(), s.has(Field::GuestCr4, cr4::pae)); }},
    {"26.3.1.1: CR4.PCIDE of a guest outside IA-32e mode is 0",
     [](S s) { return s.long_mode_guest() || !s.has(Field::GuestCr4, cr4::pcide); }},
    {"26.3.1.1: CR3 of the guest is within the physical-address width",
     [](S s) { return s.capabilities.within_physical_bits(s.field(Field::GuestCr3)); }},
    {"26.3.1.1: DR7 of the guest has bits 63:32 clear",
     [](S s) {
         return implies(s.entry_control(entry_control::kLoadDebugControls), fits_32_bits(s.field(Field::GuestDr7)));
     }},
    {"26.3.1.1: IA32_SYSENTER_ESP of the guest is canonical",
     [](S s) { return canonical(s.field(Field::GuestSysenterEsp)); }},
    {"26.3.1.1: IA32_SYSENTER_EIP of the guest is canonical",
     [](S s) { return canonical(s.field(Field::GuestSysenterEip)); }},
    {"26.3.1.1: IA32_PERF_GLOBAL_CTRL of the guest sets no reserved bit",
     [](S s) {
         return implies(s.entry_control(entry_control::kLoadPerfGlobalCtrl),
                        !s.has(Field::GuestPerfGlobalCtrl, ~kPerfGlobalCtrlDefined));
     }},
    {"26.3.1.1: IA32_PAT of the guest has valid memory types",
     [](S s) { return implies(s.entry_control(entry_control::kLoadPat), valid_pat(s.field(Field::GuestPat))); }},
    {"26.3.1.1: IA32_EFER of the guest sets no reserved bit",
     [](S s) { return implies(s.entry_control(entry_control::kLoadEfer), !s.has(Field::GuestEfer, ~kEferDefined)); }},
    {"26.3.1.1: LMA of the guest is as IA-32e mode guest",
     [](S s) {
         return implies(s.entry_control(entry_control::kLoadEfer),
                        s.has(Field::GuestEfer, efer::kLma) == s.long_mode_guest());
     }},
    {"26.3.1.1: LMA and LME of a guest with paging are equal",
     [](S s) {
         return implies(s.entry_control(entry_control::kLoadEfer) && s.has(Field::GuestCr0, cr0::pg),
                        s.has(Field::GuestEfer, efer::kLma) == s.has(Field::GuestEfer, efer::kLme));
     }},
};

} // namespace

Checks guest_register_checks() {
    return checks;
}

} // namespace redoubt::machine
