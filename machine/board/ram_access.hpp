// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

#include <cstddef>
#include <span>

// How firmware fills memory before anything else runs.
namespace redoubt::machine {

[[nodiscard]] bool all_ram(PhysicalMemory& memory, Range range);

// All of it has to be RAM.
void copy_to_ram(PhysicalMemory& memory, uint64_t address, std::span<std::byte const> bytes);
void clear_ram(PhysicalMemory& memory, Range range);

} // namespace redoubt::machine
