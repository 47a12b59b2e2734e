// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// I/O ports (SDM vol. 1 chapter 19). No device behind a port that the monitor uses writes memory that is the monitor's.
namespace stm::arch {

//@ assigns \nothing;
[[nodiscard]] uint8_t input8(uint16_t port);

//@ assigns \nothing;
[[nodiscard]] uint16_t input16(uint16_t port);

//@ assigns \nothing;
[[nodiscard]] uint32_t input32(uint16_t port);

//@ assigns \nothing;
void output8(uint16_t port, uint8_t value);

//@ assigns \nothing;
void output16(uint16_t port, uint16_t value);

//@ assigns \nothing;
void output32(uint16_t port, uint32_t value);

} // namespace stm::arch
