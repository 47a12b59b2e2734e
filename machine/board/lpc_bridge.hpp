// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/pci_function.hpp"
#include "machine/board/ports.hpp"
#include "machine/board/power_management.hpp"

#include <cstdint>

namespace redoubt::machine {

// 82801IB (ICH9), bus 0 device 31 function 0: where the power-management ports are, and how its timers run (Intel ICH9
// datasheet 13.1 and 13.8.1).
class LpcBridge : public PciFunction {
public:
    static constexpr unsigned pmbase = 0x40; // bits 15:7
    static constexpr unsigned acpi_cntl = 0x44;
    static constexpr unsigned gen_pmcon_1 = 0xa0;
    static constexpr unsigned gen_pmcon_3 = 0xa4;

    static constexpr uint8_t acpi_en = 1u << 7;           // of acpi_cntl: the ports answer
    static constexpr uint16_t per_smi_sel = 0x3;          // of gen_pmcon_1: 64, 32, 16 or 8 seconds
    static constexpr uint16_t smi_lock = 1u << 4;         // of gen_pmcon_1: until reset
    static constexpr uint16_t swsmi_rate_sel = 0x3u << 6; // of gen_pmcon_3: 1.5, 16, 32 or 64 milliseconds
    static constexpr unsigned swsmi_rate_sel_shift = 6;

    LpcBridge(Ports& ports, PowerManagement& power);

private:
    void written() override;

    Ports& ports_;
    PowerManagement& power_;
};

} // namespace redoubt::machine
