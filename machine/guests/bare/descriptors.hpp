// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/halves.h"

#include <stdint.h>

// Descriptors of segments, gates and the TSS, as constants.
namespace redoubt::machine::guest {

// Flat, at privilege level 0, accessed (SDM vol. 3A 3.4.5).
inline constexpr uint64_t kCode64 = 0x00af9b000000ffff;
inline constexpr uint64_t kCode32 = 0x00cf9b000000ffff;
inline constexpr uint64_t kData = 0x00cf93000000ffff;

// The operand of LGDT and LIDT, behind three words of filling so that the base is aligned.
struct TableRegister {
    uint16_t filling[3];
    uint16_t limit;
    uint64_t base;
};
static_assert(sizeof(TableRegister) == 16);

[[nodiscard]] constexpr TableRegister table_register(uint64_t base, uint64_t size) {
    return {{}, static_cast<uint16_t>(size - 1), base};
}

// SDM vol. 3A 7.7
struct Tss {
    uint32_t reserved0;
    stm::abi::Halves rsp[3];
    stm::abi::Halves reserved1;
    stm::abi::Halves ist[7]; // the first of them is IST 1
    stm::abi::Halves reserved2;
    uint16_t reserved3;
    uint16_t io_map; // beyond the limit: no port is open to lower privilege
};
static_assert(sizeof(Tss) == 0x68 && __builtin_offsetof(Tss, ist) == 0x24 && __builtin_offsetof(Tss, io_map) == 0x66);

[[nodiscard]] constexpr stm::abi::Halves halves(uint64_t value) {
    return {static_cast<uint32_t>(value), static_cast<uint32_t>(value >> 32)};
}

[[nodiscard]] constexpr Tss tss(uint64_t ist1, uint64_t ist2) {
    Tss made{};
    made.ist[0] = halves(ist1);
    made.ist[1] = halves(ist2);
    made.io_map = sizeof(Tss);
    return made;
}

// A descriptor of two entries.
struct WideDescriptor {
    uint64_t low;
    uint64_t high;
};
static_assert(sizeof(WideDescriptor) == 16);

// An available 64-bit TSS (SDM vol. 3A 7.2.3).
[[nodiscard]] constexpr WideDescriptor tss_descriptor(uint64_t base) {
    constexpr uint64_t limit = sizeof(Tss) - 1;
    constexpr uint64_t present_available = 0x89;
    return {limit | (base & 0xffffff) << 16 | present_available << 40 | (base >> 24 & 0xff) << 56, base >> 32};
}

// As LTR leaves it in the table.
[[nodiscard]] constexpr WideDescriptor busy(WideDescriptor task) {
    constexpr unsigned busy_bit = 41; // of the type
    return {task.low | uint64_t{1} << busy_bit, task.high};
}

// An interrupt gate (SDM vol. 3A 6.14.1).
[[nodiscard]] constexpr WideDescriptor gate(uint64_t target, uint16_t selector, unsigned ist) {
    constexpr uint64_t present_interrupt = 0x8e;
    return {(target & 0xffff) | uint64_t{selector} << 16 | uint64_t{ist} << 32 | present_interrupt << 40 |
                (target >> 16 & 0xffff) << 48,
            target >> 32};
}

} // namespace redoubt::machine::guest
