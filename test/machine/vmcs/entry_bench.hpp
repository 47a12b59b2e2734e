// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmcs/checks.hpp"
#include "test/machine/vmcs/reports.hpp"

#include <optional>

namespace redoubt::machine::test {

using Field = stm::abi::VmcsField;

// A VM entry that is about to be checked.
class EntryBench {
public:
    static constexpr uint32_t revision = 0x1234;
    static constexpr unsigned physical_bits = 46;
    static constexpr uint64_t beyond = uint64_t{1} << physical_bits; // the first address that is none

    static constexpr uint64_t current = 0x1000;
    static constexpr uint64_t other_region = 0x2000; // a VMCS region too
    static constexpr uint64_t page_tables = 0x5000;

    EntryBench();

    [[nodiscard]] Subject subject() {
        return {.vmcs = vmcs,
                .executive = executive ? &*executive : nullptr,
                .capabilities = capabilities,
                .memory = memory,
                .in_smm = in_smm,
                .host_long_mode = host_long_mode};
    }

    void set(Field field, uint64_t value) { vmcs.set(field, value); }
    void add(Field field, uint64_t bits) { vmcs.set(field, vmcs.get(field) | bits); }
    void remove(Field field, uint64_t bits) { vmcs.set(field, vmcs.get(field) & ~bits); }
    void inject(stm::abi::InterruptionType type, unsigned vector, uint32_t more = 0);
    [[nodiscard]] Segment segment(SegmentIndex index) const { return guest_segment(vmcs, index); }
    void set(SegmentIndex index, Segment const& segment) { set_guest_segment(vmcs, index, segment); }

    Reports reports = {};
    PhysicalMemory memory{reports};
    Capabilities capabilities = make_capabilities(revision, 0, physical_bits);
    Vmcs vmcs{current};
    std::optional<Vmcs> executive = std::nullopt;
    bool in_smm = false;
    bool host_long_mode = true;
};

// Entries that nothing is wrong with.
void long_mode_guest(EntryBench& bench); // with EPT
void protected_guest(EntryBench& bench); // 32 bits, without paging, unrestricted
void pae_guest(EntryBench& bench);       // 32 bits, PAE paging, without EPT
void real_mode_guest(EntryBench& bench); // unrestricted
void virtual_8086_guest(EntryBench& bench);
void guest_of_32_bit_host(EntryBench& bench);
void entry_to_smm(EntryBench& bench);
void return_to_root(EntryBench& bench);
void return_to_guest(EntryBench& bench);

} // namespace redoubt::machine::test
