// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The local APIC's registers, and their bits (SDM vol. 3A 10.4 to 10.6, 10.12).
namespace redoubt::machine {

// By number: sixteen times that is the offset in the page, 800h more is the MSR (SDM vol. 3A tables 10-1 and 10-6).
enum class ApicRegister : uint8_t {
    Id = 0x02,
    Version = 0x03,
    TaskPriority = 0x08,
    ProcessorPriority = 0x0a,
    Eoi = 0x0b,
    LogicalDestination = 0x0d,
    DestinationFormat = 0x0e,
    SpuriousVector = 0x0f,
    InService = 0x10,   // the first of eight
    TriggerMode = 0x18, // the same
    Request = 0x20,     // the same
    ErrorStatus = 0x28,
    CommandLow = 0x30, // by MSR: all of the command
    CommandHigh = 0x31,
    LvtTimer = 0x32,
    LvtThermal = 0x33,
    LvtPerformance = 0x34,
    LvtLint0 = 0x35,
    LvtLint1 = 0x36,
    LvtError = 0x37,
    InitialCount = 0x38,
    CurrentCount = 0x39,
    DivideConfiguration = 0x3e,
    SelfIpi = 0x3f
};

inline constexpr unsigned kApicRegisters = 0x40;

namespace apic {

inline constexpr uint32_t version = 0x14 | 5u << 16; // the last of six LVT entries is 5

inline constexpr uint32_t software_enable = 1u << 8; // of SpuriousVector
inline constexpr uint32_t lvt_masked = 1u << 16;

// Of CommandLow
inline constexpr uint32_t vector = 0xff;
inline constexpr uint32_t delivery_mode_shift = 8;
inline constexpr uint32_t delivery_mode = 7u << delivery_mode_shift;
inline constexpr uint32_t logical = 1u << 11;
inline constexpr uint32_t level_assert = 1u << 14;
inline constexpr uint32_t level_triggered = 1u << 15;
inline constexpr uint32_t shorthand_shift = 18;
inline constexpr uint32_t shorthand = 3u << shorthand_shift;

inline constexpr uint32_t id_shift = 24; // in xAPIC mode: of Id and CommandHigh

// Of ErrorStatus
inline constexpr uint32_t redirectible_ipi = 1u << 4;
inline constexpr uint32_t send_illegal_vector = 1u << 5;
inline constexpr uint32_t illegal_register_address = 1u << 7;

inline constexpr uint8_t first_legal_vector = 16;

} // namespace apic
} // namespace redoubt::machine
