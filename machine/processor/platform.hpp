// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace redoubt::machine {

// Which processor it is, as CPUID tells.
struct Identity {
    uint32_t signature = 0x506e3; // family, model, stepping (SDM vol. 2, CPUID)
    uint32_t apic_id = 0;
    uint32_t logical_processors = 1; // in the package
};

// What a logical processor finds around it. Processors are named by their numbers.
class Platform {
public:
    Platform() = default;
    Platform(Platform const&) = delete;
    Platform& operator=(Platform const&) = delete;
    virtual ~Platform() = default;

    [[nodiscard]] virtual Identity identity(unsigned processor) const = 0;

    // What the time-stamp counter counts: instructions, as far as they have been executed.
    [[nodiscard]] virtual uint64_t ticks(unsigned processor) const = 0;

    // 1, 2 or 4 bytes. A write may request an SMI of the processor that writes.
    virtual uint32_t read_port(unsigned processor, uint16_t port, unsigned size) = 0;
    virtual void write_port(unsigned processor, uint16_t port, unsigned size, uint32_t value) = 0;

    // The local APIC's registers in x2APIC mode: MSRs 800H to 8FFH (SDM vol. 3A 10.12.1.2). Nothing, false: they fault.
    [[nodiscard]] virtual std::optional<uint64_t> read_apic(unsigned processor, uint32_t msr) = 0;
    [[nodiscard]] virtual bool write_apic(unsigned processor, uint32_t msr, uint64_t value) = 0;

    // The processor has taken an interrupt: the local APIC's turn (SDM vol. 3A 10.8.4).
    virtual void acknowledge_interrupt(unsigned processor, uint8_t vector) = 0;
};

} // namespace redoubt::machine
