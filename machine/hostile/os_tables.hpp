// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/places.hpp"
#include "machine/system/machine.hpp"

// What the hostile OS's processors run on: constants, which are put in place again when somebody has changed them.
namespace redoubt::hostile {

namespace selector { // of the GDT
inline constexpr uint16_t kCode64 = 0x08;
inline constexpr uint16_t kData = 0x10;
inline constexpr uint16_t kCode32 = 0x18;
inline constexpr uint16_t kUserCode64 = 0x20;
inline constexpr uint16_t kUserData = 0x28;
inline constexpr uint16_t kUserCode32 = 0x30;
inline constexpr uint16_t kTask = 0x38;
} // namespace selector

inline constexpr uint64_t kTssSize = 0x80; // of which the processor knows 68H bytes

// Page tables of each mode, one to one, for privilege level 3 too, with accessed and dirty flags set; GDT, TSSs; IDTs whose
// vectors all lead to the stub, which halts; EPT of the first 512 GiB; VMXON and VMCS regions.
void put_os_tables(machine::Machine& machine);

// Words of 8 bytes, from an address on; within one page or over many.
void put_words(machine::Machine& machine, uint64_t at, std::span<uint64_t const> words);

// Tables of 4-level paging for the first 4 GiB in pages of 2 MiB, each entry with these bits beside the address.
void put_identity_map(machine::Machine& machine, uint64_t level4, uint64_t level3, uint64_t level2, uint64_t bits);

} // namespace redoubt::hostile
