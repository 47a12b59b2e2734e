// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"
#include "test/io/world.hpp"

// The input of target io: what the BIOS claims and the OS protects, what the platform holds, then what the handler
// does.
namespace redoubt::fuzz {

enum class IoStep : std::uint8_t { Port, Msr, ApicBase, SecondaryBus, OsAddress };
inline constexpr std::uint64_t kIoSteps = 5;
inline constexpr std::uint64_t kMostGrants = 16;

struct Grant {
    bool protect;
    bool read;
    bool write;
    stm::Area area;
    std::uint64_t first;
    std::uint64_t last; // may be beyond the area
};
[[nodiscard]] Grant read_grant(Input& input);
void put_grant(Seed& seed, Grant const& grant);

// A port or MSR where it matters, or any; 16 and 32 bits.
[[nodiscard]] std::uint16_t read_port(Input& input);
void put_port(Seed& seed, std::uint16_t port);
[[nodiscard]] std::uint64_t read_page(Input& input); // 40 bits or more
void put_page(Seed& seed, std::uint64_t page);
[[nodiscard]] std::uint32_t read_msr_index(Input& input);
void put_msr_index(Seed& seed, std::uint32_t index);

} // namespace redoubt::fuzz
