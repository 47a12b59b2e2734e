// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

#include <optional>

// Selectors and descriptors (SDM vol. 3A 3.4.2, 3.4.5, 3.5).
namespace redoubt::machine {

namespace selector {
inline constexpr uint16_t rpl = 3;
inline constexpr uint16_t local = 4; // in the LDT
inline constexpr uint16_t index = 0xfff8;
[[nodiscard]] constexpr bool is_null(uint64_t value) {
    return (value & (index | local)) == 0;
}
// As error codes name it (SDM vol. 3A 6.13)
[[nodiscard]] constexpr uint32_t error(uint64_t value) {
    return static_cast<uint32_t>(value & (index | local));
}
} // namespace selector

// Types of system descriptors (SDM vol. 3A table 3-2)
enum class SystemType : uint8_t {
    Tss16 = 1,
    Ldt = 2,
    Tss16Busy = 3,
    CallGate16 = 4,
    TaskGate = 5,
    InterruptGate16 = 6,
    TrapGate16 = 7,
    Tss32 = 9, // of 64 bits in IA-32e mode, as those below
    Tss32Busy = 11,
    CallGate32 = 12,
    InterruptGate32 = 14,
    TrapGate32 = 15
};

// A descriptor as it stands in memory, of 16 bytes if it is a system descriptor of IA-32e mode.
struct Descriptor {
    uint64_t low = 0;
    uint64_t high = 0;
    uint64_t linear = 0; // where it stands

    [[nodiscard]] uint32_t rights() const { return static_cast<uint32_t>(low >> 40 & 0xf0ff); }
    [[nodiscard]] bool has(uint32_t right) const { return (rights() & right) != 0; }
    [[nodiscard]] bool present() const { return has(stm::abi::access_rights::kPresent); }
    [[nodiscard]] unsigned type() const { return rights() & stm::abi::access_rights::kType; }
    [[nodiscard]] unsigned dpl() const { return static_cast<unsigned>(low >> 45 & 3); }

    [[nodiscard]] bool is_system() const { return !has(stm::abi::access_rights::kCodeOrData); }
    [[nodiscard]] bool is(SystemType wanted) const { return is_system() && type() == static_cast<unsigned>(wanted); }
    [[nodiscard]] bool is_code() const { return !is_system() && (type() & 8) != 0; }
    [[nodiscard]] bool is_conforming() const { return is_code() && (type() & 4) != 0; }
    [[nodiscard]] bool is_readable() const { return !is_code() || (type() & 2) != 0; } // code or data
    [[nodiscard]] bool is_writable_data() const { return !is_system() && !is_code() && (type() & 2) != 0; }

    [[nodiscard]] Segment segment(uint64_t selector) const;

    // Of gates
    [[nodiscard]] uint16_t gate_selector() const { return static_cast<uint16_t>(low >> 16); }
    [[nodiscard]] uint64_t gate_offset() const { return (low & 0xffff) | (low >> 32 & 0xffff0000) | high << 32; }
};

// The descriptor of a selector that is not null; nothing: outside its table. `wide`: a system descriptor of IA-32e mode.
[[nodiscard]] std::optional<Descriptor> find_descriptor(Core& core, uint64_t selector, bool wide = false);

// Sets the accessed bit, or the busy bit of a TSS, in memory and in the descriptor.
void mark_accessed(Core& core, Descriptor& descriptor);
void mark_busy(Core& core, Descriptor& descriptor);

// A segment that a selector loads where selectors are addresses: real and virtual-8086 mode (SDM vol. 3B 20.1.1).
[[nodiscard]] Segment address_segment(Segment const& before, uint64_t selector);

// SS with a null selector, as 64-bit mode may have it: the RPL is the privilege level (SDM vol. 3A 5.4.1.1).
[[nodiscard]] Segment null_stack(uint64_t selector);

// Loads ES, SS, DS, FS or GS with all checks of MOV (SDM vol. 2, MOV).
void load_segment(Core& core, SegmentIndex index, uint64_t selector);

} // namespace redoubt::machine
