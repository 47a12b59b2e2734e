// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/check_terms.hpp"
#include "machine/vmcs/register_values.hpp"

// SDM vol. 3C 26.3.1.3 and 26.3.1.4
namespace redoubt::machine {
namespace {

using namespace check_terms;

constexpr uint64_t table_limit = 0xffff;

constexpr Check table_checks[] = {
    {"26.3.1.3: the base of GDTR of the guest is canonical",
     [](S s) { return canonical(s.field(Field::GuestGdtrBase)); }},
    {"26.3.1.3: the base of IDTR of the guest is canonical",
     [](S s) { return canonical(s.field(Field::GuestIdtrBase)); }},
    {"26.3.1.3: the limit of GDTR of the guest has bits 31:16 clear",
     [](S s) { return s.field(Field::GuestGdtrLimit) <= table_limit; }},
    {"26.3.1.3: the limit of IDTR of the guest has bits 31:16 clear",
     [](S s) { return s.field(Field::GuestIdtrLimit) <= table_limit; }},
};

bool in_64_bit_mode(S s) {
    return s.long_mode_guest() && s.segment(SegmentIndex::Cs).has(stm::abi::access_rights::kLong);
}

// Less than canonical: the highest bit of a linear address may differ from those above it.
bool upper_bits_identical(uint64_t rip) {
    auto const upper = static_cast<int64_t>(rip) >> kLinearBits;
    return upper == 0 || upper == -1;
}

constexpr uint64_t reserved_flags = ~(rflags::status | rflags::system | rflags::fixed);

constexpr Check rip_checks[] = {
    {"26.3.1.4: RIP outside 64-bit mode has bits 63:32 clear",
     [](S s) { return in_64_bit_mode(s) || fits_32_bits(s.field(Field::GuestRip)); }},
    {"26.3.1.4: RIP in 64-bit mode has bits 63:48 identical",
     [](S s) { return implies(in_64_bit_mode(s), upper_bits_identical(s.field(Field::GuestRip))); }},
    {"26.3.1.4: RFLAGS sets no reserved bit", [](S s) { return !s.has(Field::GuestRflags, reserved_flags); }},
    {"26.3.1.4: RFLAGS has bit 1 set", [](S s) { return s.has(Field::GuestRflags, rflags::fixed); }},
    {"26.3.1.4: virtual-8086 mode is outside IA-32e mode",
     [](S s) { return !(s.virtual_8086() && s.long_mode_guest()); }},
    {"26.3.1.4: virtual-8086 mode needs CR0.PE",
     [](S s) { return implies(s.virtual_8086(), s.has(Field::GuestCr0, cr0::pe)); }},
    {"26.3.1.4: RFLAGS.IF is 1 when an external interrupt is injected",
     [](S s) {
         return implies(s.injects(stm::abi::InterruptionType::ExternalInterrupt),
                        s.has(Field::GuestRflags, rflags::interrupt));
     }},
};

} // namespace

Checks guest_table_checks() {
    return table_checks;
}

Checks guest_rip_checks() {
    return rip_checks;
}

} // namespace redoubt::machine
