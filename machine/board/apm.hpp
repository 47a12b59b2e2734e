// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/power_management.hpp"
#include "machine/memory/physical_memory.hpp"

#include <array>
#include <cstdint>

namespace redoubt::machine {

// The APM ports, a command and a status: what was written is read back, and a command is how software asks for an SMI
// (Intel ICH9 datasheet 13.7).
class Apm : public Device {
public:
    static constexpr uint16_t ports = 2;

    explicit Apm(PowerManagement& power) : power_(power) {}

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

private:
    PowerManagement& power_;
    std::array<uint8_t, ports> values_ = {};
};

} // namespace redoubt::machine
