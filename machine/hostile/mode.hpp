// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <array>
#include <string_view>

namespace redoubt::hostile {

// What the OS, or a guest of its, runs in.
enum class Mode : uint8_t { Real, Protected, Paged32, Pae, Compatibility, Long };

inline constexpr std::array kAllModes{Mode::Real, Mode::Protected,     Mode::Paged32,
                                      Mode::Pae,  Mode::Compatibility, Mode::Long};
inline constexpr std::array kActivatingModes{Mode::Paged32, Mode::Pae, Mode::Long, Mode::Long}; // SDM vol. 3C 34.15.6.1
inline constexpr std::array kPagedModes{Mode::Paged32, Mode::Pae, Mode::Compatibility, Mode::Long, Mode::Long};

[[nodiscard]] std::string_view name_of(Mode mode);
[[nodiscard]] constexpr machine::CodeMode code_mode(Mode mode) {
    if (mode == Mode::Real) return machine::CodeMode::Bits16;
    return mode == Mode::Long ? machine::CodeMode::Bits64 : machine::CodeMode::Bits32;
}
[[nodiscard]] constexpr bool paged(Mode mode) {
    return mode != Mode::Real && mode != Mode::Protected;
}
[[nodiscard]] constexpr bool ia32e(Mode mode) {
    return mode == Mode::Long || mode == Mode::Compatibility;
}

// What a processor is in that mode, at a privilege level, with the OS's tables. Control registers are those of VMX root
// operation, but for what the mode has cleared.
struct ModeState {
    uint64_t cr0;
    uint64_t cr3;
    uint64_t cr4;
    uint64_t efer;
    machine::Segment code;
    machine::Segment data;
    machine::Segment task;
    machine::DescriptorTable gdtr;
    machine::DescriptorTable idtr;
};

// rip: where its code lies, below 1 MiB for real mode.
[[nodiscard]] ModeState state_in(Mode mode, unsigned privilege, unsigned processor, uint64_t rip);

} // namespace redoubt::hostile
