// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"
#include "machine/report.hpp"
#include "machine/vmcs/layout.hpp"

#include <memory>
#include <optional>
#include <unordered_map>

namespace redoubt::machine {

// The active VMCSs of all processors (SDM vol. 3C 24.1), by the addresses of their regions. Their data is here and not in
// memory, until VMCLEAR; software that looks into the region meanwhile sees what was there before, and is reported.
class VmcsPool : private Watcher {
public:
    VmcsPool(PhysicalMemory& memory, Layout const& layout, Reporter& reporter);

    // VMPTRLD by a processor, of a region in RAM: it is active from then on.
    [[nodiscard]] std::shared_ptr<Vmcs> load(unsigned cpu, uint64_t address);

    // VMCLEAR by a processor: its data is in the region, its launch state clear, and it is active no longer. Where it is
    // still current, as on another processor, it stays as it was, and nothing writes it back.
    void clear(unsigned cpu, uint64_t address);

    // Null: not active.
    [[nodiscard]] Vmcs* find(uint64_t address);
    [[nodiscard]] std::optional<unsigned> processor_of(uint64_t address) const; // nothing: not active

private:
    struct Active {
        std::shared_ptr<Vmcs> vmcs;
        unsigned cpu;
    };

    void accessed(uint64_t physical, unsigned size, Access access, Origin origin) override;
    void take(Active& active, unsigned cpu, std::string_view instruction);

    PhysicalMemory& memory_;
    Layout layout_;
    Reporter& reporter_;
    std::unordered_map<uint64_t, Active> active_;
};

} // namespace redoubt::machine
