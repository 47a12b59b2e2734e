// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/register_values.hpp"
#include "machine/vmcs/segment_check_terms.hpp"

// SDM vol. 3C 26.3.1.2: TR and LDTR
namespace redoubt::machine {
namespace {

using namespace check_terms;
using enum SegmentIndex;

// SDM vol. 3A 3.5
namespace type {
constexpr unsigned ldt = 2;
constexpr unsigned busy_tss_16 = 3;
constexpr unsigned busy_tss = 11;
} // namespace type

template <SegmentIndex index>
constexpr std::array system = {
    Check{segment_rule<index, "TI of the selector is 0">,
          [](S s) { return implies(in_use<index>(s), (s.segment(index).selector & kTi) == 0); }},
    Check{segment_rule<index, "the base is canonical">,
          [](S s) { return implies(in_use<index>(s), canonical(s.segment(index).base)); }},
    Check{segment_rule<index, "S is 0">,
          [](S s) { return implies(in_use<index>(s), !s.segment(index).has(access_rights::kCodeOrData)); }},
    Check{segment_rule<index, "P is 1">,
          [](S s) { return implies(in_use<index>(s), s.segment(index).has(access_rights::kPresent)); }},
    Check{segment_rule<index, "the access rights have bits 11:8 and 31:17 clear">,
          [](S s) { return implies(in_use<index>(s), !s.segment(index).has(access_rights::kReserved)); }},
    Check{segment_rule<index, "G is 0 when the limit does not end with a page">,
          [](S s) { return implies(in_use<index>(s), limit_fits_pages(s.segment(index))); }},
    Check{segment_rule<index, "G is 1 when the limit is 1 MiB or more">,
          [](S s) { return implies(in_use<index>(s), limit_fits_bytes(s.segment(index))); }},
};

constexpr std::array task = {
    Check{segment_rule<Tr, "the type is that of a busy TSS">,
          [](S s) {
              auto const found = s.segment(Tr).type();
              return found == type::busy_tss || (!s.long_mode_guest() && found == type::busy_tss_16);
          }},
    Check{segment_rule<Tr, "it is usable">, [](S s) { return s.segment(Tr).usable(); }},
};

constexpr std::array local = {
    Check{segment_rule<Ldtr, "the type is that of an LDT">,
          [](S s) { return implies(in_use<Ldtr>(s), s.segment(Ldtr).type() == type::ldt); }},
};

constexpr auto checks = concatenated(system<Tr>, task, system<Ldtr>, local);

} // namespace

Checks guest_system_segment_checks() {
    return checks;
}

} // namespace redoubt::machine
