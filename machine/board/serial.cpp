// SPDX-License-Identifier: Apache-2.0
#include "machine/board/serial.hpp"

#include <utility>

namespace redoubt::machine {
namespace {

// Offsets; with DLAB set, the first two are the divisor.
enum : unsigned {
    transmit = 0,
    interrupt_enable = 1,
    fifo_control = 2, // read: interrupt identification
    line_control = 3,
    modem_control = 4,
    line_status = 5,
    modem_status = 6,
    scratch = 7
};

constexpr uint8_t dlab = 1u << 7;                                 // of line_control
constexpr uint8_t fifo_enable = 1u << 0;                          // of fifo_control
constexpr uint8_t no_interrupt = 1u << 0;                         // of the interrupt identification
constexpr uint8_t fifos_enabled = 3u << 6;                        // of the interrupt identification
constexpr uint8_t transmitter_empty = 3u << 5;                    // of line_status: holding and shift register
constexpr uint8_t other_side_ready = 1u << 4 | 1u << 5 | 1u << 7; // of modem_status: CTS, DSR, DCD

} // namespace

uint64_t Serial::read(uint64_t offset, unsigned size) {
    uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= uint64_t{read_byte(static_cast<unsigned>(offset) + i)} << (8 * i);
    return value;
}

void Serial::write(uint64_t offset, unsigned size, uint64_t value) {
    for (unsigned i = 0; i < size; ++i)
        write_byte(static_cast<unsigned>(offset) + i, static_cast<uint8_t>(value >> (8 * i)));
}

uint8_t Serial::read_byte(unsigned offset) const {
    auto const divides = (line_control_ & dlab) != 0;
    switch (offset) {
    case transmit: return divides ? static_cast<uint8_t>(divisor_) : 0;
    case interrupt_enable: return divides ? static_cast<uint8_t>(divisor_ >> 8) : interrupt_enable_;
    case fifo_control: return no_interrupt | ((fifo_control_ & fifo_enable) != 0 ? fifos_enabled : 0);
    case line_control: return line_control_;
    case modem_control: return modem_control_;
    case line_status: return transmitter_empty;
    case modem_status: return other_side_ready;
    default: return scratch_;
    }
}

void Serial::write_byte(unsigned offset, uint8_t value) {
    auto const divides = (line_control_ & dlab) != 0;
    switch (offset) {
    case transmit:
        if (!divides) return send(static_cast<char>(value));
        divisor_ = static_cast<uint16_t>((divisor_ & 0xff00) | value);
        break;
    case interrupt_enable:
        if (divides)
            divisor_ = static_cast<uint16_t>((divisor_ & 0x00ff) | value << 8);
        else
            interrupt_enable_ = value & 0xf;
        break;
    case fifo_control: fifo_control_ = value; break;
    case line_control: line_control_ = value; break;
    case modem_control: modem_control_ = value & 0x1f; break;
    case scratch: scratch_ = value; break;
    default: break; // the status registers
    }
}

void Serial::send(char character) {
    if (character == '\n')
        lines_.push_back(std::exchange(line_, {}));
    else if (character != '\r')
        line_ += character;
}

} // namespace redoubt::machine
