// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/area.h"
#include "monitor/domains/snapshot.h"
#include "test/policy/random.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace redoubt::test {

using stm::domains::GuestSnapshot;
using stm::domains::SaveStateArea;

// A field as the comments of the interface's STM_SMM_CPU_STATE have it: address from SMBASE, width in bytes, and what
// of the interrupted context it shows if all is populated.
struct Field {
    std::string name;
    unsigned address;
    unsigned width;
    std::function<std::uint64_t(GuestSnapshot const&)> shows;
};

inline std::vector<Field> const kFields = {
    {"GdtBaseHiDword", 0xfdd0, 4, [](auto const& g) { return g.gdtr_base >> 32U; }},
    {"LdtBaseHiDword", 0xfdd4, 4, [](auto const& g) { return g.ldtr_base >> 32U; }},
    {"IdtBaseHiDword", 0xfdd8, 4, [](auto const& g) { return g.idtr_base >> 32U; }},
    {"IoRdi", 0xfde0, 8, [](auto const& g) { return g.io_smi ? g.io_rdi : 0; }},
    {"IoEip", 0xfde8, 8, [](auto const& g) { return g.io_smi ? g.io_rip : 0; }},
    {"IoRcx", 0xfdf0, 8, [](auto const& g) { return g.io_smi ? g.io_rcx : 0; }},
    {"IoRsi", 0xfdf8, 8, [](auto const& g) { return g.io_smi ? g.io_rsi : 0; }},
    {"Cr4", 0xfe40, 4, [](auto const& g) { return g.cr4; }},
    {"GdtBaseLoDword", 0xfe8c, 4, [](auto const& g) { return g.gdtr_base; }},
    {"GdtLimit", 0xfe90, 4, [](auto const& g) { return g.gdtr_limit; }},
    {"IdtBaseLoDword", 0xfe94, 4, [](auto const& g) { return g.idtr_base; }},
    {"IdtLimit", 0xfe98, 4, [](auto const& g) { return g.idtr_limit; }},
    {"LdtBaseLoDword", 0xfe9c, 4, [](auto const& g) { return g.ldtr_base; }},
    {"LdtLimit", 0xfea0, 4, [](auto const& g) { return g.ldtr_limit; }},
    {"Eptp", 0xfed8, 8, [](auto const& g) { return g.ept_pointer; }},
    {"EnabledEPT", 0xfee0, 4, [](auto const& g) { return std::uint64_t{g.enable_ept}; }},
    {"Smbase", 0xfef8, 4, [](auto const& g) { return g.smbase; }},
    {"SMMRevId", 0xfefc, 4, [](auto const&) { return std::uint64_t{0x80010100}; }},
    {"IORestart", 0xff00, 2, [](auto const&) { return std::uint64_t{0}; }},
    {"AutoHALTRestart", 0xff02, 2, [](auto const& g) { return std::uint64_t{g.activity_state == 1}; }},
    {"R15", 0xff1c, 8, [](auto const& g) { return g.registers.r15; }},
    {"R14", 0xff24, 8, [](auto const& g) { return g.registers.r14; }},
    {"R13", 0xff2c, 8, [](auto const& g) { return g.registers.r13; }},
    {"R12", 0xff34, 8, [](auto const& g) { return g.registers.r12; }},
    {"R11", 0xff3c, 8, [](auto const& g) { return g.registers.r11; }},
    {"R10", 0xff44, 8, [](auto const& g) { return g.registers.r10; }},
    {"R9", 0xff4c, 8, [](auto const& g) { return g.registers.r9; }},
    {"R8", 0xff54, 8, [](auto const& g) { return g.registers.r8; }},
    {"Rax", 0xff5c, 8, [](auto const& g) { return g.registers.rax; }},
    {"Rcx", 0xff64, 8, [](auto const& g) { return g.registers.rcx; }},
    {"Rdx", 0xff6c, 8, [](auto const& g) { return g.registers.rdx; }},
    {"Rbx", 0xff74, 8, [](auto const& g) { return g.registers.rbx; }},
    {"Rsp", 0xff7c, 8, [](auto const& g) { return g.rsp; }},
    {"Rbp", 0xff84, 8, [](auto const& g) { return g.registers.rbp; }},
    {"Rsi", 0xff8c, 8, [](auto const& g) { return g.registers.rsi; }},
    {"Rdi", 0xff94, 8, [](auto const& g) { return g.registers.rdi; }},
    {"IOMemAddr", 0xff9c, 8,
     [](auto const& g) { return g.io_smi && (g.exit_qualification & 0x10) != 0 ? g.guest_linear_address : 0; }},
    {"IOMisc", 0xffa4, 4,
     [](auto const& g) {
         auto const q = g.exit_qualification;
         return g.io_smi ? 1 | ((q & 7) + 1) << 1U | (q >> 3U & 0xf) << 4U | (q >> 16U & 0xffff) << 16U : 0;
     }},
    {"Es", 0xffa8, 4, [](auto const& g) { return g.es_selector; }},
    {"Cs", 0xffac, 4, [](auto const& g) { return g.cs_selector; }},
    {"Ss", 0xffb0, 4, [](auto const& g) { return g.ss_selector; }},
    {"Ds", 0xffb4, 4, [](auto const& g) { return g.ds_selector; }},
    {"Fs", 0xffb8, 4, [](auto const& g) { return g.fs_selector; }},
    {"Gs", 0xffbc, 4, [](auto const& g) { return g.gs_selector; }},
    {"Ldtr", 0xffc0, 4, [](auto const& g) { return g.ldtr_selector; }},
    {"Tr", 0xffc4, 4, [](auto const& g) { return g.tr_selector; }},
    {"Dr7", 0xffc8, 8, [](auto const& g) { return g.dr7; }},
    {"Dr6", 0xffd0, 8, [](auto const& g) { return g.dr6; }},
    {"Rip", 0xffd8, 8, [](auto const& g) { return g.rip; }},
    {"Ia32Efer", 0xffe0, 8, [](auto const& g) { return g.efer; }},
    {"Rflags", 0xffe8, 8, [](auto const& g) { return g.rflags; }},
    {"Cr3", 0xfff0, 8, [](auto const& g) { return g.cr3; }},
    {"Cr0", 0xfff8, 8, [](auto const& g) { return g.cr0; }},
};

inline Field const& field(std::string const& name) {
    static auto const by_name = [] {
        std::map<std::string, Field const*> all;
        for (auto const& f : kFields)
            all.emplace(f.name, &f);
        return all;
    }();
    return *by_name.at(name);
}

inline void put(SaveStateArea& area, Field const& f, std::uint64_t value) {
    std::memcpy(reinterpret_cast<unsigned char*>(&area) + (f.address - 0xfc00), &value, f.width);
}

inline void put(SaveStateArea& area, std::string const& name, std::uint64_t value) {
    put(area, field(name), value);
}

inline std::uint64_t get(SaveStateArea const& area, std::string const& name) {
    auto const& f = field(name);
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<unsigned char const*>(&area) + (f.address - 0xfc00), f.width);
    return value;
}

// Every bit may be set; the qualification is one that a processor makes.
inline GuestSnapshot some_guest(Random& random) {
    GuestSnapshot guest{};
    auto* const words = reinterpret_cast<unsigned char*>(&guest);
    for (std::size_t i = 0; i < offsetof(GuestSnapshot, io_smi); i += 8) {
        auto const value = random.next();
        std::memcpy(words + i, &value, 8);
    }
    guest.activity_state = random.below(4);
    guest.interruptibility = random.below(32);
    guest.io_smi = random.one_in(2);
    guest.enable_ept = random.one_in(2);
    bool const string = random.one_in(2);
    std::uint64_t const sizes[] = {0, 1, 3};
    guest.exit_qualification = sizes[random.below(3)] | random.below(2) << 3U |
                               (string ? 0x10U | random.below(2) << 5U : random.below(2) << 6U) |
                               random.below(0x10000) << 16U;
    return guest;
}

inline SaveStateArea some_area(Random& random) {
    SaveStateArea area{};
    for (auto& word : area.word)
        word = random.next();
    return area;
}

} // namespace redoubt::test
