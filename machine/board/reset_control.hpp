// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"

#include <cstdint>
#include <functional>

namespace redoubt::machine {

enum class Reset : uint8_t { Processors, Platform, Power };

// CF9h (Intel ICH9 datasheet 13.7): the reset takes place when RST_CPU becomes 1.
class ResetControl : public Device {
public:
    static constexpr uint8_t sys_rst = 1u << 1; // the platform, not only the processors' INIT
    static constexpr uint8_t rst_cpu = 1u << 2;
    static constexpr uint8_t full_rst = 1u << 3; // power goes off and on, too

    explicit ResetControl(std::function<void(Reset)> reset) : reset_(std::move(reset)) {}

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

private:
    std::function<void(Reset)> reset_;
    uint8_t value_ = 0;
};

} // namespace redoubt::machine
