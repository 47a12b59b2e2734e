// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace redoubt::machine {

// The transmitting half of a 16550: always ready, nothing ever comes in. What is sent is collected in lines.
class Serial : public Device {
public:
    static constexpr uint16_t ports = 8;

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

    [[nodiscard]] std::vector<std::string> const& lines() const { return lines_; }
    [[nodiscard]] std::string const& unfinished() const { return line_; } // behind the last line
    [[nodiscard]] uint16_t divisor() const { return divisor_; }           // of 115200 baud

private:
    [[nodiscard]] uint8_t read_byte(unsigned offset) const;
    void write_byte(unsigned offset, uint8_t value);
    void send(char character);

    std::vector<std::string> lines_;
    std::string line_;
    uint16_t divisor_ = 1;
    uint8_t interrupt_enable_ = 0;
    uint8_t fifo_control_ = 0;
    uint8_t line_control_ = 0;
    uint8_t modem_control_ = 0;
    uint8_t scratch_ = 0;
};

} // namespace redoubt::machine
