// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os_registers.hpp"

#include <stdint.h>

namespace redoubt::machine::guest {

// The general registers, in the order of RegisterIndex, and RFLAGS.
struct RegisterFile {
    uint64_t general[kGeneralRegisters];
    uint64_t rflags;

    [[nodiscard]] uint64_t& of(RegisterIndex index) { return general[static_cast<uint32_t>(index)]; }
};
static_assert(sizeof(RegisterFile) == 16 * 8 && __builtin_offsetof(RegisterFile, rflags) == 15 * 8);

// Each loads all the general registers, does what its name says, and stores them all again with RFLAGS.
extern "C" {
void compute_with(RegisterFile& registers);       // RCX: iterations, not 0
void write_command_with(RegisterFile& registers); // OUT B2H, AL
void write_string_with(RegisterFile& registers);  // REP OUTSB
void read_string_with(RegisterFile& registers);   // REP INSB
void call_monitor_with(RegisterFile& registers);  // VMCALL

// VMLAUNCH or VMRESUME, and what was loaded is the guest's. A VM exit clears CF and ZF; otherwise
// the instruction failed.
void enter_guest_with(RegisterFile& registers, bool launch);
}

// Values that differ between registers, and from one seed to the next.
void fill(RegisterFile& registers, uint64_t seed);

// What compute_with() makes of the registers, but for RFLAGS.
void compute_expected(RegisterFile& registers);

struct Difference {
    bool found;
    RegisterIndex index;
    uint64_t expected;
    uint64_t value;
};

// The first general register that is not as expected.
[[nodiscard]] Difference difference(RegisterFile const& expected, RegisterFile const& registers);

} // namespace redoubt::machine::guest
