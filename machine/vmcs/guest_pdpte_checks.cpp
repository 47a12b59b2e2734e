// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/check_terms.hpp"

// SDM vol. 3C 26.3.1.6
namespace redoubt::machine {
namespace {

using namespace check_terms;

constexpr uint64_t present = 1u << 0;
constexpr uint64_t reserved = 0x1e6; // bits 8:5 and 2:1 (SDM vol. 3A 4.4.1)

constexpr uint64_t cr3_table = 0xffffffe0; // in CR3, the address of the four

bool valid(uint64_t pdpte, S s) {
    return implies((pdpte & present) != 0, (pdpte & reserved) == 0 && s.capabilities.within_physical_bits(pdpte));
}

bool uses_pae_paging(S s) {
    return paging_mode(s.field(Field::GuestCr0), s.field(Field::GuestCr4), s.long_mode_guest()) == PagingMode::Pae;
}

bool uses_ept(S s) {
    return s.proc2_control(stm::abi::proc2_control::kEpt);
}

template <unsigned number>
bool valid_in_memory(S s) {
    auto const table = s.field(Field::GuestCr3) & cr3_table;
    return implies(uses_pae_paging(s) && !uses_ept(s),
                   valid(s.memory.word(table + number * sizeof(uint64_t), sizeof(uint64_t)), s));
}

template <Field field>
bool valid_in_vmcs(S s) {
    return implies(uses_pae_paging(s) && uses_ept(s), valid(s.field(field), s));
}

constexpr auto pdpte = stm::abi::EntryFailure::Pdpte;

constexpr Check checks[] = {
    {"26.3.1.6: PDPTE 0 in memory sets no reserved bit", valid_in_memory<0>, pdpte},
    {"26.3.1.6: PDPTE 1 in memory sets no reserved bit", valid_in_memory<1>, pdpte},
    {"26.3.1.6: PDPTE 2 in memory sets no reserved bit", valid_in_memory<2>, pdpte},
    {"26.3.1.6: PDPTE 3 in memory sets no reserved bit", valid_in_memory<3>, pdpte},
    {"26.3.1.6: PDPTE 0 in the VMCS sets no reserved bit", valid_in_vmcs<Field::GuestPdpte0>, pdpte},
    {"26.3.1.6: PDPTE 1 in the VMCS sets no reserved bit", valid_in_vmcs<Field::GuestPdpte1>, pdpte},
    {"26.3.1.6: PDPTE 2 in the VMCS sets no reserved bit", valid_in_vmcs<Field::GuestPdpte2>, pdpte},
    {"26.3.1.6: PDPTE 3 in the VMCS sets no reserved bit", valid_in_vmcs<Field::GuestPdpte3>, pdpte},
};

} // namespace

Checks guest_pdpte_checks() {
    return checks;
}

} // namespace redoubt::machine
