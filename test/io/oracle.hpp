// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/msr_ruling.h"
#include "monitor/io/port_ruling.h"
#include "test/io/world.hpp"

#include <cstdint>

// What the requirements say of an access, byte by byte and bit by bit.
namespace redoubt::test {

// The policy's byte behind the data port 0xCFC + offset, when this is in the address register.
std::uint64_t byte_of(std::uint32_t address, std::uint64_t offset);

stm::io::PortRuling expected_ruling(World const& world, stm::io::PortAccess const& access, std::uint32_t latch);

stm::io::MsrAnswer expected_answer(World const& world, std::uint64_t msr, bool write);

} // namespace redoubt::test
