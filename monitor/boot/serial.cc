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

//@ assigns \nothing;
static void write_character(uint8_t character) {
    wait_until_empty();
    arch::output8(kSerialPort, character);
}

void write_text(uint8_t const* text, uint32_t size) {
    /*@ loop invariant 0 <= i <= size;
        loop assigns i;
        loop variant size - i;
    */
    for (uint32_t i = 0; i < size; ++i) {
        write_character(text[i]);
    }
}

void write_number(uint64_t value) {
    uint64_t rest = value;
    /*@ loop invariant 0 <= i <= 16;
        loop assigns i, rest;
        loop variant 16 - i;
    */
    for (uint32_t i = 0; i < 16; ++i) {
        uint8_t const digit = static_cast<uint8_t>(rest / 0x1000000000000000);
        write_character(digit < 10 ? static_cast<uint8_t>('0' + digit) : static_cast<uint8_t>('a' + digit - 10));
        rest = rest % 0x1000000000000000 * 16;
    }
}

void write_line_end() {
    write_character('\r');
    write_character('\n');
}

} // namespace stm::boot
