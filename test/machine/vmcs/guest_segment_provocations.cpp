// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/provocation.hpp"

// SDM vol. 3C 26.3.1.2
namespace redoubt::machine::test {
namespace {

namespace access_rights = stm::abi::access_rights;
namespace proc2_control = stm::abi::proc2_control;
using enum SegmentIndex;
using B = EntryBench&;
using Change = std::function<void(Segment& segment)>;

struct Register {
    char const* name;
    SegmentIndex index;
};

constexpr Register code_or_data[] = {{"CS", Cs}, {"SS", Ss}, {"DS", Ds}, {"ES", Es}, {"FS", Fs}, {"GS", Gs}};
constexpr Register data[] = {{"DS", Ds}, {"ES", Es}, {"FS", Fs}, {"GS", Gs}};
constexpr Register system[] = {{"TR", Tr}, {"LDTR", Ldtr}};

constexpr uint64_t not_canonical = 0x0001'0000'0000'0000;
constexpr uint64_t bit_32 = uint64_t{1} << 32;

// The access rights of a segment, but for its type.
void set_type(Segment& segment, unsigned type) {
    segment.rights = (segment.rights & ~access_rights::kType) | type;
}

void set_dpl(Segment& segment, unsigned dpl) {
    segment.rights = (segment.rights & ~access_rights::kDpl) | dpl << access_rights::kDplShift;
}

void set_rpl(Segment& segment, unsigned rpl) {
    segment.selector = static_cast<uint16_t>((segment.selector & ~3u) | rpl);
}

Provocation of(Register const& one, std::string const& text, void (*entry)(B), Change const& change) {
    return {std::string{"26.3.1.2 "} + one.name + ": " + text, entry, [=](B b) {
                auto segment = b.segment(one.index);
                change(segment);
                b.set(one.index, segment);
            }};
}

// 64 bits, with an LDT
void guest_with_ldt(B b) {
    long_mode_guest(b);
    b.set(Ldtr, {.selector = 0x28, .rights = 0x82, .limit = 0xf, .base = 0x8000});
}

void in_all(Provocations& all) {
    for (auto const& one : code_or_data) {
        auto const add = [&](char const* text, void (*entry)(B), Change const& change) {
            all.push_back(of(one, text, entry, change));
        };
        add("the base in virtual-8086 mode is the selector times 16", virtual_8086_guest,
            [](auto& s) { s.base += 16; });
        add("the limit in virtual-8086 mode is FFFFH", virtual_8086_guest, [](auto& s) { s.limit = 0x1ffff; });
        add("the access rights in virtual-8086 mode are F3H", virtual_8086_guest, [](auto& s) { s.rights = 0x93; });
        for (auto* const entry : {long_mode_guest, pae_guest, real_mode_guest}) {
            add("S is 1", entry, [](auto& s) { s.rights &= ~access_rights::kCodeOrData; });
            add("P is 1", entry, [](auto& s) { s.rights &= ~access_rights::kPresent; });
            add("the access rights have bits 11:8 and 31:17 clear", entry, [](auto& s) { s.rights |= 1u << 8; });
            add("the access rights have bits 11:8 and 31:17 clear", entry, [](auto& s) { s.rights |= 1u << 11; });
            add("the access rights have bits 11:8 and 31:17 clear", entry, [](auto& s) { s.rights |= 1u << 17; });
            add("the access rights have bits 11:8 and 31:17 clear", entry, [](auto& s) { s.rights |= 1u << 31; });
        }
        add("G is 0 when the limit does not end with a page", long_mode_guest, [](auto& s) { s.limit = 0xffffeffe; });
        add("G is 1 when the limit is 1 MiB or more", real_mode_guest, [](auto& s) { s.limit = 0x100fff; });
        bool const narrow = one.index != Fs && one.index != Gs;
        add(narrow ? "the base has bits 63:32 clear" : "the base is canonical", long_mode_guest,
            [=](auto& s) { s.base = narrow ? bit_32 : not_canonical; });
    }
}

void in_data(Provocations& all) {
    for (auto const& one : data) {
        auto const add = [&](char const* text, void (*entry)(B), Change const& change) {
            all.push_back(of(one, text, entry, change));
        };
        add("the type is that of an accessed segment", long_mode_guest, [](auto& s) { set_type(s, 2); });
        add("the type is that of an accessed segment", real_mode_guest, [](auto& s) { set_type(s, 10); });
        add("the type is that of readable code, if of code", long_mode_guest, [](auto& s) { set_type(s, 9); });
        add("the type is that of readable code, if of code", real_mode_guest, [](auto& s) { set_type(s, 13); });
        add("DPL is not less than RPL, but for conforming code", long_mode_guest, [](auto& s) { set_rpl(s, 1); });
        add("DPL is not less than RPL, but for conforming code", pae_guest, [](auto& s) {
            set_type(s, 11);
            set_rpl(s, 3);
            set_dpl(s, 2);
        });
    }
}

void in_code(Provocations& all) {
    auto const add = [&](char const* text, void (*entry)(B), Change const& change) {
        all.push_back(of({"CS", Cs}, text, entry, change));
    };
    auto const type = "the type is that of accessed code, or of data in an unrestricted guest";
    for (auto const unaccessed : {8u, 10u, 12u, 14u})
        add(type, long_mode_guest, [=](auto& s) { set_type(s, unaccessed); });
    add(type, long_mode_guest, [](auto& s) { set_type(s, 3); });
    add(type, real_mode_guest, [](auto& s) { set_type(s, 7); });
    add("DPL of data is 0", real_mode_guest, [](auto& s) { set_dpl(s, 1); });
    add("DPL of non-conforming code is that of SS", long_mode_guest, [](auto& s) { set_dpl(s, 3); });
    add("DPL of non-conforming code is that of SS", long_mode_guest, [](auto& s) {
        set_type(s, 9);
        set_dpl(s, 1);
    });
    for (auto const conforming : {13u, 15u})
        add("DPL of conforming code is not greater than that of SS", long_mode_guest, [=](auto& s) {
            set_type(s, conforming);
            set_dpl(s, 1);
        });
    add("D is 0 in 64-bit mode", long_mode_guest, [](auto& s) { s.rights |= access_rights::kDefaultBig; });
}

void in_stack(Provocations& all) {
    auto const add = [&](char const* text, void (*entry)(B), Change const& change) {
        all.push_back(of({"SS", Ss}, text, entry, change));
    };
    all.push_back(
        {"26.3.1.2 SS: RPL is that of CS", long_mode_guest, [](B b) { b.set(Field::GuestCsSelector, 0x0b); }});
    add("the type is that of accessed and writable data", long_mode_guest, [](auto& s) { set_type(s, 1); });
    add("the type is that of accessed and writable data", real_mode_guest, [](auto& s) { set_type(s, 2); });
    add("the type is that of accessed and writable data", pae_guest, [](auto& s) { set_type(s, 11); });
    all.push_back({"26.3.1.2 SS: DPL is RPL", long_mode_guest, [](B b) {
                       for (auto const index : {Cs, Ss}) {
                           auto segment = b.segment(index);
                           set_dpl(segment, 1);
                           b.set(index, segment);
                       }
                   }});
    add("DPL is 0 in real mode, and when CS is of data", real_mode_guest, [](auto& s) { set_dpl(s, 3); });
    all.push_back({"26.3.1.2 SS: DPL is 0 in real mode, and when CS is of data", protected_guest, [](B b) {
                       b.set(Field::GuestCsAccessRights, 0xc093);
                       b.set(Field::GuestSsAccessRights, 0xc0f3);
                   }});
    all.push_back({"26.3.1.2 SS: DPL is 0 in real mode, and when CS is of data", real_mode_guest, [](B b) {
                       b.set(Field::GuestCsAccessRights, 0xfb);
                       b.set(Field::GuestSsAccessRights, 0xf3);
                   }});
}

void in_system(Provocations& all) {
    for (auto const& one : system) {
        auto const add = [&](char const* text, Change const& change) {
            all.push_back(of(one, text, guest_with_ldt, change));
        };
        add("TI of the selector is 0", [](auto& s) { s.selector |= 4; });
        add("the base is canonical", [](auto& s) { s.base = not_canonical; });
        add("S is 0", [](auto& s) { s.rights |= access_rights::kCodeOrData; });
        add("P is 1", [](auto& s) { s.rights &= ~access_rights::kPresent; });
        for (auto const bit : {8u, 11u, 17u, 31u})
            add("the access rights have bits 11:8 and 31:17 clear", [=](auto& s) { s.rights |= 1u << bit; });
        add("G is 0 when the limit does not end with a page", [](auto& s) { s.rights |= access_rights::kGranularity; });
        add("G is 1 when the limit is 1 MiB or more", [](auto& s) { s.limit = 0x100000; });
    }
    auto const add = [&](Register const& one, char const* text, void (*entry)(B), Change const& change) {
        all.push_back(of(one, text, entry, change));
    };
    add({"TR", Tr}, "it is usable", long_mode_guest, [](auto& s) { s.rights |= access_rights::kUnusable; });
    add({"TR", Tr}, "the type is that of a busy TSS", long_mode_guest, [](auto& s) { set_type(s, 3); }); // 16 bits
    add({"TR", Tr}, "the type is that of a busy TSS", pae_guest, [](auto& s) { set_type(s, 9); });       // not busy
    add({"LDTR", Ldtr}, "the type is that of an LDT", guest_with_ldt, [](auto& s) { set_type(s, 3); });
}

} // namespace

Provocations guest_segment_provocations() {
    Provocations all;
    for (auto* const some : {in_all, in_data, in_code, in_stack, in_system})
        some(all);
    return all;
}

} // namespace redoubt::machine::test
