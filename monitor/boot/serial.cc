// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/serial.h"

#include "monitor/arch/port.h"
#include "monitor/arch/processor.h"

namespace stm::boot {

//@ assigns \nothing;
static void wait_until_empty() {
    /*@ loop invariant 0 <= i <= kSerialPatience;
        loop assigns i;
        loop variant kSerialPatience - i;
    */
    for (uint32_t i = 0; i < kSerialPatience; ++i) {
        uint8_t const status = arch::input8(kSerialStatus);
        if (status / kTransmitterEmpty % 2 == 1) {
            return;
        }
        arch::pause();
    }
}

/*@ assigns arch::port_data;
    ensures appended: arch::Appended{Pre, Post}(1);
    ensures written: CharacterAt(arch::Written{Pre}, character);
*/
static void write_character(uint8_t character) {
    wait_until_empty();
    arch::output8(kSerialPort, character);
}

void write_text(uint8_t const* text, uint32_t size) {
    /*@ loop invariant 0 <= i <= size;
        loop invariant appended: arch::Appended{Pre, Here}(i);
        loop invariant text: TextAt(arch::Written{Pre}, text, i);
        loop assigns i, arch::port_data;
        loop variant size - i;
    */
    for (uint32_t i = 0; i < size; ++i) {
        write_character(text[i]);
    }
}

/*@ requires digit < 16;
    assigns \nothing;
    ensures \result == HexOf(digit);
*/
[[nodiscard]] static uint8_t hex_of(uint8_t digit) {
    return digit < 10 ? static_cast<uint8_t>('0' + digit) : static_cast<uint8_t>('a' + digit - 10);
}

void write_number(uint64_t value) {
    /*@ loop invariant 0 <= i <= kDigits;
        loop invariant appended: arch::Appended{Pre, Here}(i);
        loop invariant number: \forall integer j; 0 <= j < i ==>
          CharacterAt(arch::Written{Pre} + j, HexOf(DigitOf(value, j)));
        loop assigns i, arch::port_data;
        loop variant kDigits - i;
    */
    for (uint32_t i = 0; i < kDigits; ++i) {
        write_character(hex_of(static_cast<uint8_t>((value >> (60 - 4 * i)) % 16)));
    }
}

void write_line_end() {
    write_character('\r');
    write_character('\n');
}

} // namespace stm::boot
