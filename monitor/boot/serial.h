// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/port.h"

#include <stdint.h>

// The first serial port, as the BIOS left it set up. A port that is not there or does not drain costs bounded time.
namespace stm::boot {

inline constexpr uint16_t kSerialPort = 0x3f8; // the transmitter
inline constexpr uint16_t kSerialStatus = 0x3fd;
inline constexpr uint8_t kTransmitterEmpty = 0x20;
inline constexpr uint32_t kSerialPatience = 0x10000; // reads of the status a character

inline constexpr uint32_t kDigits = 16;

/*@
  // What stands at a place of all that was written.
  predicate CharacterAt{L}(integer place, integer character) =
    arch::PortAt{L}(place) == kSerialPort && arch::ValueAt{L}(place) == character;

  predicate TextAt{L}(integer place, uint8_t* text, integer size) =
    \forall integer i; 0 <= i < size ==> CharacterAt{L}(place + i, text[i]);

  logic integer DigitOf(integer value, integer i) = (value >> (60 - 4 * i)) % 16;
  logic integer HexOf(integer digit) = digit < 10 ? '0' + digit : 'a' + digit - 10;

  predicate NumberAt{L}(integer place, integer value) =
    \forall integer i; 0 <= i < kDigits ==> CharacterAt{L}(place + i, HexOf(DigitOf(value, i)));
*/

/*@ requires \valid_read(text + (0 .. size - 1));
    assigns arch::port_data;
    ensures appended: arch::Appended{Pre, Post}(size);
    ensures text: TextAt(arch::Written{Pre}, text, size);
*/
void write_text(uint8_t const* text, uint32_t size);

// In hexadecimal digits.
/*@ assigns arch::port_data;
    ensures appended: arch::Appended{Pre, Post}(kDigits);
    ensures number: NumberAt(arch::Written{Pre}, value);
*/
void write_number(uint64_t value);

/*@ assigns arch::port_data;
    ensures appended: arch::Appended{Pre, Post}(2);
    ensures end: CharacterAt(arch::Written{Pre}, '\r') && CharacterAt(arch::Written{Pre} + 1, '\n');
*/
void write_line_end();

} // namespace stm::boot
