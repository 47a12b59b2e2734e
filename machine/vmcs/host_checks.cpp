// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/check_terms.hpp"
#include "machine/vmcs/register_values.hpp"

// SDM vol. 3C 26.2.2 to 26.2.4
namespace redoubt::machine {
namespace {

using namespace check_terms;
namespace exit_control = stm::abi::exit_control;
namespace efer = stm::abi::efer;

template <Field field>
bool canonical_field(S s) {
    return canonical(s.field(field));
}

constexpr Check register_checks[] = {
    {"26.2.2: CR0 of the host is as VMX operation has it",
     [](S s) { return allowed_cr0(s.field(Field::HostCr0), s.capabilities); }},
    {"26.2.2: CR4 of the host is as VMX operation has it",
     [](S s) { return allowed_cr4(s.field(Field::HostCr4), s.capabilities); }},
    {"26.2.2: CR3 of the host is within the physical-address width",
     [](S s) { return s.capabilities.within_physical_bits(s.field(Field::HostCr3)); }},
    {"26.2.2: IA32_SYSENTER_ESP of the host is canonical", canonical_field<Field::HostSysenterEsp>},
    {"26.2.2: IA32_SYSENTER_EIP of the host is canonical", canonical_field<Field::HostSysenterEip>},
    {"26.2.2: IA32_PERF_GLOBAL_CTRL of the host sets no reserved bit",
     [](S s) {
         return implies(s.exit_control(exit_control::kLoadPerfGlobalCtrl),
                        !s.has(Field::HostPerfGlobalCtrl, ~kPerfGlobalCtrlDefined));
     }},
    {"26.2.2: IA32_PAT of the host has valid memory types",
     [](S s) { return implies(s.exit_control(exit_control::kLoadPat), valid_pat(s.field(Field::HostPat))); }},
    {"26.2.2: IA32_EFER of the host sets no reserved bit",
     [](S s) { return implies(s.exit_control(exit_control::kLoadEfer), !s.has(Field::HostEfer, ~kEferDefined)); }},
    {"26.2.2: LMA of the host is as its address-space size",
     [](S s) {
         return implies(s.exit_control(exit_control::kLoadEfer),
                        s.has(Field::HostEfer, efer::kLma) == s.long_mode_host());
     }},
    {"26.2.2: LME of the host is as its address-space size",
     [](S s) {
         return implies(s.exit_control(exit_control::kLoadEfer),
                        s.has(Field::HostEfer, efer::kLme) == s.long_mode_host());
     }},
};

constexpr uint64_t rpl_and_ti = 7; // of a selector

constexpr Check segment_checks[] = {
    {"26.2.3: CS of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostCsSelector, rpl_and_ti); }},
    {"26.2.3: SS of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostSsSelector, rpl_and_ti); }},
    {"26.2.3: DS of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostDsSelector, rpl_and_ti); }},
    {"26.2.3: ES of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostEsSelector, rpl_and_ti); }},
    {"26.2.3: FS of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostFsSelector, rpl_and_ti); }},
    {"26.2.3: GS of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostGsSelector, rpl_and_ti); }},
    {"26.2.3: TR of the host has RPL and TI 0", [](S s) { return !s.has(Field::HostTrSelector, rpl_and_ti); }},
    {"26.2.3: CS of the host is not 0", [](S s) { return s.field(Field::HostCsSelector) != 0; }},
    {"26.2.3: TR of the host is not 0", [](S s) { return s.field(Field::HostTrSelector) != 0; }},
    {"26.2.3: SS of a 32-bit host is not 0",
     [](S s) { return s.long_mode_host() || s.field(Field::HostSsSelector) != 0; }},
    {"26.2.3: the base of FS of the host is canonical", canonical_field<Field::HostFsBase>},
    {"26.2.3: the base of GS of the host is canonical", canonical_field<Field::HostGsBase>},
    {"26.2.3: the base of GDTR of the host is canonical", canonical_field<Field::HostGdtrBase>},
    {"26.2.3: the base of IDTR of the host is canonical", canonical_field<Field::HostIdtrBase>},
    {"26.2.3: the base of TR of the host is canonical", canonical_field<Field::HostTrBase>},
};

// That a 32-bit host has no guest in IA-32e mode follows from the first three.
constexpr Check width_checks[] = {
    {"26.2.4: outside IA-32e mode, no guest in IA-32e mode is entered",
     [](S s) { return s.host_long_mode || !s.long_mode_guest(); }},
    {"26.2.4: outside IA-32e mode, the host's address-space size is 32 bits",
     [](S s) { return s.host_long_mode || !s.long_mode_host(); }},
    {"26.2.4: in IA-32e mode, the host's address-space size is 64 bits",
     [](S s) { return implies(s.host_long_mode, s.long_mode_host()); }},
    {"26.2.4: CR4.PCIDE of a 32-bit host is 0",
     [](S s) { return s.long_mode_host() || !s.has(Field::HostCr4, cr4::pcide); }},
    {"26.2.4: RIP of a 32-bit host has bits 63:32 clear",
     [](S s) { return s.long_mode_host() || fits_32_bits(s.field(Field::HostRip)); }},
    {"26.2.4: CR4.PAE of a 64-bit host is 1",
     [](S s) { return implies(s.long_mode_host(), s.has(Field::HostCr4, cr4::pae)); }},
    {"26.2.4: RIP of a 64-bit host is canonical",
     [](S s) { return implies(s.long_mode_host(), canonical(s.field(Field::HostRip))); }},
};

} // namespace

Checks host_register_checks() {
    return register_checks;
}

Checks host_segment_checks() {
    return segment_checks;
}

Checks host_width_checks() {
    return width_checks;
}

} // namespace redoubt::machine
