// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"
#include "machine/memory/physical_memory.hpp"
#include "machine/mmu/guest_physical.hpp"
#include "machine/mmu/nested.hpp"
#include "machine/mmu/permissions.hpp"
#include "machine/mmu/tlb.hpp"
#include "machine/vmx/exit.hpp"

namespace redoubt::machine {

// Linear addresses of one processor: paging as its control registers say (SDM vol. 3A chapter 4), EPT below it
// (SDM vol. 3C 28.2), and the TLB.
class Mmu : public AddressSpace {
public:
    Mmu(State& state, PhysicalMemory& memory, unsigned physical_bits);

    // At the current privilege level. A linear address that is not canonical is #GP(0), also where it has to be #SS(0):
    // who knows that it is the stack's makes it so. Throws Fault and EptExit.
    [[nodiscard]] Page page(uint64_t linear, Access access) override;
    uint64_t read_device(uint64_t physical, unsigned size) override;
    void write_device(uint64_t physical, unsigned size, uint64_t value) override;

    // As page(), with supervisor rights whatever the privilege level: descriptor tables, the TSS.
    [[nodiscard]] Page system_page(uint64_t linear, Access access);

    // Where a guest-physical address leads by EPT, without a linear address; as the VMX model reads a guest's CR3 or
    // PDPTEs. Throws EptExit.
    [[nodiscard]] uint64_t guest_to_host(uint64_t guest_physical, Access access);

    void set_nested(Nested const& nested) { nested_ = nested; }
    [[nodiscard]] Nested const& nested() const { return nested_; }
    [[nodiscard]] Tlb& tlb() { return tlb_; }

    // MOV to CR3 with PAE paging, VM entry: reads and checks the four PDPTEs (SDM vol. 3A 4.4.1). False: not valid,
    // nothing changed. Throws EptExit.
    [[nodiscard]] bool load_pdptes(uint64_t cr3);

private:
    [[nodiscard]] Page asked_for(uint64_t physical, Access access);
    [[nodiscard]] uint64_t translate(uint64_t linear, LinearAccess const& access);
    [[nodiscard]] GuestPhysical guest_physical() { return {state_, memory_, nested_, tlb_, physical_bits_}; }

    State& state_;
    PhysicalMemory& memory_;
    unsigned physical_bits_;
    Nested nested_ = {};
    Tlb tlb_ = {};
};

} // namespace redoubt::machine
