// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os/registers.hpp"
#include "machine/guests/os_mailbox.hpp"
#include "machine/guests/placement.hpp"

namespace redoubt::machine::guest {

// What is known of a VMCS beside its data.
struct VmcsState {
    uint32_t made;     // its fields are written
    uint32_t launched; // its launch state
};

// The memory of one processor.
struct alignas(0x10000) OsProcessor {
    OsMailbox mailbox;
    uint8_t vmxon_region[0x1000];
    uint8_t vmcs[kOsVmcsCount][0x1000];
    uint8_t guest_stack[2][0x1000];
    uint64_t seed; // of the next values in registers
    uint64_t number;
    RegisterFile guest_registers[2];
    VmcsState vmcs_state[kOsVmcsCount];
    OsVmcs current;
    uint8_t unused[0xed4];
    uint8_t nmi_stack[0x1000];
    uint8_t double_fault_stack[0x1000];
    uint8_t stack[0x4000];

    // Other values in the general registers each time, and on each processor.
    [[nodiscard]] RegisterFile fresh_registers();

    // Reports why the processor gives up. False, for whoever returns whether to go on.
    [[nodiscard]] bool fail(OsFailure failure, uint64_t where = 0, uint64_t expected = 0, uint64_t found = 0);

    // Whether the registers are as expected, and RFLAGS is but for the status flags; it fails otherwise.
    [[nodiscard]] bool same(RegisterFile const& expected, RegisterFile const& registers);
};
static_assert(sizeof(OsProcessor) == 0x10000 && __builtin_offsetof(OsProcessor, vmxon_region) == 0x3000 &&
              __builtin_offsetof(OsProcessor, seed) == 0x9000 && __builtin_offsetof(OsProcessor, nmi_stack) == 0xa000);

extern "C" OsProcessor os_processors[kMaxProcessors];

// The one whose memory an address is in, such as a stack pointer.
[[nodiscard]] inline OsProcessor& processor_at(uint64_t address) {
    return os_processors[(address - (kOsBase + kProcessors)) / sizeof(OsProcessor)];
}

} // namespace redoubt::machine::guest
