// SPDX-License-Identifier: Apache-2.0
#include "machine/board/lpc_bridge.hpp"

#include <array>

namespace redoubt::machine {
namespace {

constexpr uint32_t base_bits = 0xff80;
constexpr uint32_t io_space = 1u << 0;
constexpr uint32_t sci_irq_sel = 0x7;

constexpr std::array<unsigned, 4> periodic_seconds{64, 32, 16, 8};
constexpr std::array<unsigned, 4> software_timer_microseconds{1500, 16000, 32000, 64000};

} // namespace

LpcBridge::LpcBridge(Ports& ports, PowerManagement& power)
    : PciFunction({.vendor = 0x8086, .device = 0x2918, .class_code = 0x060100, .revision = 0x02}), ports_(ports),
      power_(power) {
    registers().define(pmbase, 4, io_space, {.writable = base_bits});
    registers().define(acpi_cntl, 1, 0, {.writable = acpi_en | sci_irq_sel});
    registers().define(gen_pmcon_1, 2, 0, {.writable = per_smi_sel, .set = smi_lock});
    registers().define(gen_pmcon_3, 2, 0, {.writable = swsmi_rate_sel});
}

void LpcBridge::written() {
    ports_.release(power_);
    if ((read(acpi_cntl, 1) & acpi_en) != 0)
        ports_.claim({static_cast<uint16_t>(read(pmbase, 2) & base_bits), pm::ports}, power_);

    auto const general = read(gen_pmcon_1, 2);
    power_.set_periodic_seconds(periodic_seconds[general & per_smi_sel]);
    power_.set_software_timer_microseconds(
        software_timer_microseconds[(read(gen_pmcon_3, 2) & swsmi_rate_sel) >> swsmi_rate_sel_shift]);
    if ((general & smi_lock) != 0) power_.lock_global_enable();
}

} // namespace redoubt::machine
