// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/mode.hpp"

#include "machine/hostile/os_tables.hpp"

namespace redoubt::hostile {
namespace {

using machine::Segment;
namespace cr0 = machine::cr0;
namespace cr4 = machine::cr4;
namespace efer = stm::abi::efer;

constexpr std::array<std::string_view, kAllModes.size()> names{"real mode",  "protected mode",     "32-bit paging",
                                                               "PAE paging", "compatibility mode", "64-bit mode"};

constexpr uint32_t limit = 0xffffffff;
constexpr unsigned dpl_shift = 5;

Segment flat(uint16_t selector, uint32_t rights, unsigned privilege) {
    return {.selector = static_cast<uint16_t>(selector | privilege),
            .rights = rights | privilege << dpl_shift,
            .limit = limit,
            .base = 0};
}

Segment code_segment(Mode mode, unsigned privilege, uint64_t rip) {
    constexpr uint32_t code_64 = 0xa09b;
    constexpr uint32_t code_32 = 0xc09b;
    if (mode == Mode::Real)
        return {.selector = static_cast<uint16_t>(rip >> 4), .rights = 0x9b, .limit = 0xffff, .base = rip};
    bool const user = privilege != 0;
    if (mode == Mode::Long) return flat(user ? selector::kUserCode64 : selector::kCode64, code_64, privilege);
    return flat(user ? selector::kUserCode32 : selector::kCode32, code_32, privilege);
}

uint64_t cr3_of(Mode mode) {
    switch (mode) {
    case Mode::Paged32: return os::kLevel2Of32;
    case Mode::Pae: return os::kPdptes;
    default: return os::kLevel4;
    }
}

machine::DescriptorTable idt_of(Mode mode) {
    if (mode == Mode::Real) return {.base = os::kIdt16, .limit = 0x3ff};
    return ia32e(mode) ? machine::DescriptorTable{.base = os::kIdt64, .limit = 0xfff}
                       : machine::DescriptorTable{.base = os::kIdt32, .limit = 0x7ff};
}

} // namespace

std::string_view name_of(Mode mode) {
    return names.at(static_cast<std::size_t>(mode));
}

ModeState state_in(Mode mode, unsigned privilege, unsigned processor, uint64_t rip) {
    constexpr uint32_t data = 0xc093;
    constexpr uint32_t busy_task = 0x8b;
    auto const tss = (ia32e(mode) ? os::kTss64 : os::kTss32) + processor * kTssSize;
    return {.cr0 = cr0::ne | cr0::et | (mode == Mode::Real ? 0 : cr0::pe) | (paged(mode) ? cr0::pg : 0),
            .cr3 = cr3_of(mode),
            .cr4 = mode == Mode::Paged32 ? cr4::pse : cr4::pae,
            .efer = ia32e(mode) ? efer::kLme | efer::kLma : 0,
            .code = code_segment(mode, privilege, rip),
            .data = flat(privilege != 0 ? selector::kUserData : selector::kData, data, privilege),
            .task = {.selector = selector::kTask, .rights = busy_task, .limit = kTssSize - 0x19, .base = tss},
            .gdtr = {.base = os::kGdt, .limit = selector::kTask + 15},
            .idtr = idt_of(mode)};
}

} // namespace redoubt::hostile
