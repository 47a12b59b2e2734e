// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os_registers.hpp"

#include <stdint.h>

namespace redoubt::machine::guest {

// In the order of SystemRegister.
struct SystemRegisters {
    uint64_t value[kSystemRegisters];
};

// Gives those that only hold a value other values with each seed.
void vary_system_registers(uint64_t seed);

void read_system_registers(SystemRegisters& registers);

// The first that differs; kSystemRegisters: none does.
[[nodiscard]] uint32_t difference(SystemRegisters const& expected, SystemRegisters const& registers);

} // namespace redoubt::machine::guest
