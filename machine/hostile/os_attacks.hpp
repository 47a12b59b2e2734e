// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/parameters.hpp"
#include "machine/hostile/programs.hpp"
#include "spec/abi/api.h"

#include <vector>

namespace redoubt::hostile {

// Bytes that the OS has written before its code runs.
struct Preparation {
    uint64_t at;
    std::vector<std::byte> bytes;
};

// What the OS does on one processor, with what it prepares.
struct OsWork {
    OsProgram program;
    std::vector<Preparation> prepares = {};
};

// A call, in a mode with paging: any function but Stop, with parameters by the interface's grammar or not. Where it would
// begin the dual-monitor treatment, in 64-bit mode.
[[nodiscard]] OsWork call_work(bool monitored, machine::PlatformLayout const& layout, Random& random);

// A write to each byte of a page that a call may name, by chance, again and again.
[[nodiscard]] OsWork racing_work(uint64_t page, Random& random);

// Raises an SMI for all processors by the APM port, or lets one come. Outside VMX operation, in any mode.
[[nodiscard]] OsWork smi_work(bool vmx, machine::PlatformLayout const& layout, Random& random);

// Memory, ports, MSRs, control registers, exceptions.
[[nodiscard]] OsWork access_work(bool vmx, machine::PlatformLayout const& layout, Random& random);

// VMX instructions with pointers that lead anywhere.
[[nodiscard]] OsWork vmx_work(unsigned processor, machine::PlatformLayout const& layout, Random& random);

// The same and more, in a guest of the OS's.
[[nodiscard]] OsWork guest_work(machine::PlatformLayout const& layout, Random& random);

// InitializeProtection, Start with these options, Stop.
[[nodiscard]] OsWork lifecycle_work(stm::abi::Function function, uint64_t options, Mode mode);

} // namespace redoubt::hostile
