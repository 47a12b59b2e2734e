// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The first serial port, as the BIOS left it set up. A port that is not there or does not drain costs bounded time.
namespace stm::boot {

inline constexpr uint16_t kSerialPort = 0x3f8; // the transmitter
inline constexpr uint16_t kSerialStatus = 0x3fd;
inline constexpr uint8_t kTransmitterEmpty = 0x20;
inline constexpr uint32_t kSerialPatience = 0x10000; // reads of the status a character

/*@ requires \valid_read(text + (0 .. size - 1));
    assigns \nothing;
*/
void write_text(uint8_t const* text, uint32_t size);

// Sixteen digits.
//@ assigns \nothing;
void write_number(uint64_t value);

//@ assigns \nothing;
void write_line_end();

} // namespace stm::boot
