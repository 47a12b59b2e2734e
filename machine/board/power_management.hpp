// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/clock.hpp"
#include "machine/board/pm_registers.hpp"
#include "machine/board/register_file.hpp"
#include "machine/memory/physical_memory.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace redoubt::machine {

// What an SMI is raised for, in the order in which it is told when there are several.
enum class SmiCause : uint8_t { Apm, SoftwareTimer, Periodic, Pm1 };

// The registers at PMBASE, the timers behind them, and the SMI line. After an SMI there is no other one until software
// has set EOS; an event of which the status bit is still set then raises it at once.
class PowerManagement : public Device {
public:
    PowerManagement(Clock clock, std::function<void(SmiCause)> smi);

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

    void apm_command(); // a write to the APM command port

    // The LPC bridge's configuration.
    void set_periodic_seconds(unsigned seconds);
    void set_software_timer_microseconds(unsigned microseconds);
    void lock_global_enable(); // GBL_SMI_EN stays as it is

    // Lets the timers do what they do until now, as each access does first. For an SMI to come at its tick, the owner
    // calls it then.
    void catch_up();
    [[nodiscard]] std::optional<uint64_t> next_event() const; // the tick at which an enabled timer next expires

private:
    [[nodiscard]] bool enabled(uint32_t event) const;
    void record(uint32_t event);
    void follow_software_timer();
    void raise_smi();

    Clock clock_;
    std::function<void(SmiCause)> smi_;
    RegisterFile registers_;
    Counter timer_;
    Counter half_timer_; // changes when the timer's highest bit does
    Counter periodic_;
    unsigned software_timer_microseconds_;
    std::optional<uint64_t> software_timer_end_;
    bool software_timer_was_enabled_ = false;
    bool waits_for_eos_ = false; // not for the first SMI
    uint64_t seen_ = 0;          // the tick until which the timers did what they do
};

} // namespace redoubt::machine
