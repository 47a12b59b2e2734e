// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/describe.hpp"

#include <array>
#include <bit>
#include <fmt/core.h>
#include <span>
#include <string_view>

namespace redoubt::machine {
namespace {

struct Bit {
    uint64_t mask;
    std::string_view name;
};

// clang-format off
constexpr std::array flag_bits{
    Bit{rflags::carry, "CF"},       Bit{rflags::parity, "PF"},          Bit{rflags::adjust, "AF"},
    Bit{rflags::zero, "ZF"},        Bit{rflags::sign, "SF"},            Bit{rflags::trap, "TF"},
    Bit{rflags::interrupt, "IF"},   Bit{rflags::direction, "DF"},       Bit{rflags::overflow, "OF"},
    Bit{rflags::nested_task, "NT"}, Bit{rflags::resume, "RF"},          Bit{rflags::virtual_8086, "VM"},
    Bit{rflags::alignment_check, "AC"}};
constexpr std::array cr0_bits{
    Bit{cr0::pe, "PE"}, Bit{cr0::mp, "MP"}, Bit{cr0::em, "EM"}, Bit{cr0::ts, "TS"}, Bit{cr0::et, "ET"}, Bit{cr0::ne, "NE"},
    Bit{cr0::wp, "WP"}, Bit{cr0::am, "AM"}, Bit{cr0::nw, "NW"}, Bit{cr0::cd, "CD"}, Bit{cr0::pg, "PG"}};
constexpr std::array cr4_bits{
    Bit{cr4::vme, "VME"},           Bit{cr4::pvi, "PVI"},         Bit{cr4::tsd, "TSD"},       Bit{cr4::de, "DE"},
    Bit{cr4::pse, "PSE"},           Bit{cr4::pae, "PAE"},         Bit{cr4::mce, "MCE"},       Bit{cr4::pge, "PGE"},
    Bit{cr4::pce, "PCE"},           Bit{cr4::osfxsr, "OSFXSR"},   Bit{cr4::osxmmexcpt, "OSXMMEXCPT"},
    Bit{cr4::umip, "UMIP"},         Bit{cr4::vmxe, "VMXE"},       Bit{cr4::fsgsbase, "FSGSBASE"},
    Bit{cr4::pcide, "PCIDE"},       Bit{cr4::osxsave, "OSXSAVE"}, Bit{cr4::smep, "SMEP"},     Bit{cr4::smap, "SMAP"}};
constexpr std::array efer_bits{
    Bit{stm::abi::efer::kSce, "SCE"}, Bit{stm::abi::efer::kLme, "LME"}, Bit{stm::abi::efer::kLma, "LMA"},
    Bit{stm::abi::efer::kNxe, "NXE"}};
constexpr std::array blocking_bits{
    Bit{stm::abi::interruptibility::kBlockingBySti, "STI"}, Bit{stm::abi::interruptibility::kBlockingByMovSs, "MOV SS"},
    Bit{stm::abi::interruptibility::kBlockingBySmi, "SMI"}, Bit{stm::abi::interruptibility::kBlockingByNmi, "NMI"}};
// clang-format on

std::string names(std::span<Bit const> bits, uint64_t value) {
    std::string text;
    for (auto const& bit : bits)
        if ((value & bit.mask) != 0) text += fmt::format("{}{}", text.empty() ? "" : " ", bit.name);
    return text;
}

std::string general_registers(State const& state) {
    constexpr std::array<std::string_view, 16> register_names{"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
                                                              "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
    std::string text;
    for (unsigned number = 0; number < register_names.size(); ++number)
        text += fmt::format("{:<3} {:016x}{}", register_names[number], state.general(number),
                            number % 4 == 3 ? "\n" : "  ");
    return text;
}

std::string segment(std::string_view name, Segment const& segment) {
    if (!segment.usable()) return fmt::format("{:<4} {:04x}  unusable\n", name, segment.selector);
    return fmt::format("{:<4} {:04x}  base {:016x}  limit {:08x}  rights {:05x}\n", name, segment.selector,
                       segment.base, segment.limit, segment.rights);
}

std::string segments(State const& state) {
    constexpr std::array<std::string_view, kSegments> segment_names{"ES", "CS", "SS", "DS", "FS", "GS", "LDTR", "TR"};
    std::string text;
    for (unsigned index = 0; index < kSegments; ++index)
        text += segment(segment_names[index], state.segment(static_cast<SegmentIndex>(index)));
    for (auto const& [name, table] : {std::pair{"GDTR", &state.gdtr}, std::pair{"IDTR", &state.idtr}})
        text += fmt::format("{}       base {:016x}  limit {:08x}\n", name, table->base, table->limit);
    return text;
}

std::string_view mode_name(State const& state) {
    if (!state.protected_mode()) return "real mode";
    if (state.virtual_8086()) return "virtual-8086 mode";
    switch (state.code_mode()) {
    case CodeMode::Bits64: return "64-bit mode";
    case CodeMode::Bits32: return state.long_mode() ? "compatibility mode, 32-bit" : "protected mode, 32-bit";
    case CodeMode::Bits16: return state.long_mode() ? "compatibility mode, 16-bit" : "protected mode, 16-bit";
    }
    return "";
}

std::string_view activity_name(stm::abi::ActivityState activity) {
    switch (activity) {
    case stm::abi::ActivityState::Active: return "active";
    case stm::abi::ActivityState::Hlt: return "halted";
    case stm::abi::ActivityState::Shutdown: return "shut down";
    case stm::abi::ActivityState::WaitForSipi: return "waiting for SIPI";
    }
    return "";
}

std::string mode(State const& state) {
    auto text = fmt::format("{}, CPL {}, {}{}", mode_name(state), state.cpl(), activity_name(state.activity),
                            state.in_smm ? ", in SMM" : "");
    if (auto const blocked = names(blocking_bits, state.interruptibility); !blocked.empty())
        text += ", blocking by " + blocked;
    return text + '\n';
}

} // namespace

std::string describe(State const& state) {
    auto const flags = state.flags.image();
    auto text = mode(state);
    text += fmt::format("RIP {:016x}  RFLAGS {:016x} [{}]  IOPL {}\n", state.rip, flags, names(flag_bits, flags),
                        (flags & rflags::io_privilege) >> std::countr_zero(rflags::io_privilege));
    text += general_registers(state);
    text += fmt::format("CR0 {:016x} [{}]\n", state.cr0, names(cr0_bits, state.cr0));
    text += fmt::format("CR2 {:016x}  CR3 {:016x}  CR8 {:x}\n", state.cr2, state.cr3, state.cr8);
    text += fmt::format("CR4 {:016x} [{}]\n", state.cr4, names(cr4_bits, state.cr4));
    text += fmt::format("DR0 {:016x}  DR1 {:016x}  DR2 {:016x}  DR3 {:016x}\n", state.dr[0], state.dr[1], state.dr[2],
                        state.dr[3]);
    text += fmt::format("DR6 {:016x}  DR7 {:016x}\n", state.dr6, state.dr7);
    text += fmt::format("EFER {:016x} [{}]  SMBASE {:016x}\n", state.msrs.efer, names(efer_bits, state.msrs.efer),
                        state.msrs.smbase);
    return text + segments(state);
}

} // namespace redoubt::machine
