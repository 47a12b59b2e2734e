// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/local_apic.hpp"
#include "machine/memory/physical_memory.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace redoubt::machine {

// All processors' local APICs: behind one page, at which each processor finds its own, and joined by what they send.
class LocalApics : public Device {
public:
    using Deliver = std::function<void(unsigned processor, Ipi const& ipi)>;

    // current: the number of the processor that executes.
    LocalApics(std::span<uint32_t const> ids, std::function<unsigned()> current, Deliver deliver, Reporter& reporter);

    [[nodiscard]] LocalApic& of(unsigned processor) { return *apics_.at(processor); }

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

private:
    [[nodiscard]] bool meant(unsigned processor, unsigned sender, IpiRequest const& request) const;
    void route(unsigned sender, IpiRequest const& request);

    std::function<unsigned()> current_;
    Deliver deliver_;
    std::vector<std::unique_ptr<LocalApic>> apics_; // by processor
};

} // namespace redoubt::machine
