// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/apic_registers.hpp"
#include "machine/board/ipi.hpp"
#include "machine/report.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

namespace redoubt::machine {

enum class ApicMode : uint8_t { Disabled, XApic, X2Apic };

// One processor's, as far as sending and accepting interrupts between processors needs it: the timer does not run and
// no interrupt is kept, so the request and in-service registers are empty.
class LocalApic {
public:
    static constexpr uint32_t first_msr = 0x800;
    static constexpr uint32_t last_msr = 0x8ff;

    LocalApic(uint32_t id, std::function<void(IpiRequest const&)> send, Reporter& reporter);

    [[nodiscard]] uint32_t id() const { return id_; }
    [[nodiscard]] ApicMode mode() const { return mode_; }
    void set_mode(ApicMode mode); // as IA32_APIC_BASE says
    void reset();                 // by INIT; the mode stays

    // SDM vol. 3A 10.4.7.2: while it is software-disabled, all but ordinary interrupts get through.
    [[nodiscard]] bool accepts(DeliveryMode delivery) const;

    // Through the page; in xAPIC mode only.
    [[nodiscard]] uint32_t read(uint64_t offset, unsigned size);
    void write(uint64_t offset, unsigned size, uint32_t written);

    // By MSR; nothing or false: #GP(0). In x2APIC mode only.
    [[nodiscard]] std::optional<uint64_t> read_msr(uint32_t msr) const;
    [[nodiscard]] bool write_msr(uint32_t msr, uint64_t written);

private:
    [[nodiscard]] uint32_t& value(ApicRegister which) { return values_[static_cast<unsigned>(which)]; }
    [[nodiscard]] uint32_t value(ApicRegister which) const { return values_[static_cast<unsigned>(which)]; }
    [[nodiscard]] uint32_t load(ApicRegister which) const;
    void store(ApicRegister which, uint32_t written, uint32_t writable);
    [[nodiscard]] bool software_enabled() const;
    void mask_lvt();

    void send_command();
    void send_self(uint8_t vector);
    [[nodiscard]] bool sendable(Ipi const& ipi, Shorthand shorthand);

    uint32_t id_;
    std::function<void(IpiRequest const&)> send_;
    Reporter& reporter_;
    ApicMode mode_ = ApicMode::XApic;
    std::array<uint32_t, kApicRegisters> values_ = {};
    uint32_t errors_ = 0; // until a write makes them readable (SDM vol. 3A 10.5.3)
};

} // namespace redoubt::machine
