// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/register_values.hpp"
#include "machine/vmcs/segment_check_terms.hpp"

// SDM vol. 3C 26.3.1.2: code and data segments, register by register
namespace redoubt::machine {
namespace {

using namespace check_terms;
using enum SegmentIndex;

// SDM vol. 3A 3.4.5.1; all of them accessed but for the bits
namespace type {
constexpr unsigned accessed_bit = 1u << 0;
constexpr unsigned readable_bit = 1u << 1; // of code
constexpr unsigned code_bit = 1u << 3;
constexpr unsigned data = 3; // read/write
constexpr unsigned expand_down = 7;
constexpr unsigned code = 9;
constexpr unsigned readable_code = 11;
constexpr unsigned conforming = 13;
constexpr unsigned readable_conforming = 15;
} // namespace type

constexpr uint32_t virtual_8086_limit = 0xffff;
constexpr uint32_t virtual_8086_rights = 0xf3;

unsigned rpl(Segment const& segment) {
    return segment.selector & kRpl;
}

bool non_conforming_code(Segment const& segment) {
    return segment.type() == type::code || segment.type() == type::readable_code;
}

bool conforming_code(Segment const& segment) {
    return segment.type() == type::conforming || segment.type() == type::readable_conforming;
}

// As real mode leaves CS; only an unrestricted guest may have it.
bool runs_in_data(S s) {
    return s.segment(Cs).type() == type::data;
}

// In virtual-8086 mode other rules hold.
template <SegmentIndex index>
bool described(S s) {
    return !s.virtual_8086() && in_use<index>(s);
}

template <SegmentIndex index>
constexpr std::array common = {
    Check{segment_rule<index, "the base in virtual-8086 mode is the selector times 16">,
          [](S s) {
              auto const segment = s.segment(index);
              return implies(s.virtual_8086(), segment.base == uint64_t{segment.selector} << 4);
          }},
    Check{segment_rule<index, "the limit in virtual-8086 mode is FFFFH">,
          [](S s) { return implies(s.virtual_8086(), s.segment(index).limit == virtual_8086_limit); }},
    Check{segment_rule<index, "the access rights in virtual-8086 mode are F3H">,
          [](S s) { return implies(s.virtual_8086(), s.segment(index).rights == virtual_8086_rights); }},
    Check{segment_rule<index, "S is 1">,
          [](S s) { return implies(described<index>(s), s.segment(index).has(access_rights::kCodeOrData)); }},
    Check{segment_rule<index, "P is 1">,
          [](S s) { return implies(described<index>(s), s.segment(index).has(access_rights::kPresent)); }},
    Check{segment_rule<index, "the access rights have bits 11:8 and 31:17 clear">,
          [](S s) { return implies(described<index>(s), !s.segment(index).has(access_rights::kReserved)); }},
    Check{segment_rule<index, "G is 0 when the limit does not end with a page">,
          [](S s) { return implies(described<index>(s), limit_fits_pages(s.segment(index))); }},
    Check{segment_rule<index, "G is 1 when the limit is 1 MiB or more">,
          [](S s) { return implies(described<index>(s), limit_fits_bytes(s.segment(index))); }},
};

template <SegmentIndex index>
constexpr std::array base_of_32_bits = {
    Check{segment_rule<index, "the base has bits 63:32 clear">,
          [](S s) { return implies(in_use<index>(s), fits_32_bits(s.segment(index).base)); }},
};

template <SegmentIndex index>
constexpr std::array base_of_64_bits = {
    Check{segment_rule<index, "the base is canonical">, [](S s) { return canonical(s.segment(index).base); }},
};

template <SegmentIndex index>
constexpr std::array data = {
    Check{segment_rule<index, "the type is that of an accessed segment">,
          [](S s) { return implies(described<index>(s), (s.segment(index).type() & type::accessed_bit) != 0); }},
    Check{segment_rule<index, "the type is that of readable code, if of code">,
          [](S s) {
              auto const found = s.segment(index).type();
              return implies(described<index>(s) && (found & type::code_bit) != 0, (found & type::readable_bit) != 0);
          }},
    Check{segment_rule<index, "DPL is not less than RPL, but for conforming code">,
          [](S s) {
              auto const segment = s.segment(index);
              return s.unrestricted() || implies(described<index>(s) && segment.type() <= type::readable_code,
                                                 segment.dpl() >= rpl(segment));
          }},
};

constexpr std::array code = {
    Check{segment_rule<Cs, "the type is that of accessed code, or of data in an unrestricted guest">,
          [](S s) {
              auto const cs = s.segment(Cs);
              return implies(described<Cs>(s),
                             non_conforming_code(cs) || conforming_code(cs) || (s.unrestricted() && runs_in_data(s)));
          }},
    Check{segment_rule<Cs, "DPL of data is 0">,
          [](S s) { return implies(described<Cs>(s) && runs_in_data(s), s.segment(Cs).dpl() == 0); }},
    Check{segment_rule<Cs, "DPL of non-conforming code is that of SS">,
          [](S s) {
              auto const cs = s.segment(Cs);
              return implies(described<Cs>(s) && non_conforming_code(cs), cs.dpl() == s.segment(Ss).dpl());
          }},
    Check{segment_rule<Cs, "DPL of conforming code is not greater than that of SS">,
          [](S s) {
              auto const cs = s.segment(Cs);
              return implies(described<Cs>(s) && conforming_code(cs), cs.dpl() <= s.segment(Ss).dpl());
          }},
    Check{segment_rule<Cs, "D is 0 in 64-bit mode">,
          [](S s) {
              auto const cs = s.segment(Cs);
              return implies(described<Cs>(s) && s.long_mode_guest() && cs.has(access_rights::kLong),
                             !cs.has(access_rights::kDefaultBig));
          }},
};

// Its privilege level counts when it is unusable, too.
constexpr std::array stack = {
    Check{segment_rule<Ss, "RPL is that of CS">,
          [](S s) { return s.virtual_8086() || s.unrestricted() || rpl(s.segment(Ss)) == rpl(s.segment(Cs)); }},
    Check{segment_rule<Ss, "the type is that of accessed and writable data">,
          [](S s) {
              auto const found = s.segment(Ss).type();
              return implies(described<Ss>(s), found == type::data || found == type::expand_down);
          }},
    Check{segment_rule<Ss, "DPL is RPL">,
          [](S s) {
              auto const ss = s.segment(Ss);
              return s.virtual_8086() || s.unrestricted() || ss.dpl() == rpl(ss);
          }},
    Check{segment_rule<Ss, "DPL is 0 in real mode, and when CS is of data">,
          [](S s) {
              bool const must = runs_in_data(s) || !s.has(Field::GuestCr0, cr0::pe);
              return s.virtual_8086() || implies(must, s.segment(Ss).dpl() == 0);
          }},
};

constexpr auto checks = concatenated(          //
    common<Cs>, base_of_32_bits<Cs>, code,     //
    common<Ss>, base_of_32_bits<Ss>, stack,    //
    common<Ds>, base_of_32_bits<Ds>, data<Ds>, //
    common<Es>, base_of_32_bits<Es>, data<Es>, //
    common<Fs>, base_of_64_bits<Fs>, data<Fs>, //
    common<Gs>, base_of_64_bits<Gs>, data<Gs>);

} // namespace

Checks guest_segment_checks() {
    return checks;
}

} // namespace redoubt::machine
