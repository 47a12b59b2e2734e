// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/os/processor.hpp"
#include "machine/guests/os/vmx_instructions.hpp"

namespace redoubt::machine::guest {

// Reports a VMX instruction that failed, with flags and VM-instruction error. False, as OsProcessor::fail().
[[nodiscard]] bool fail_vmx(OsProcessor& processor, OsFailure failure, VmxResult result, uint64_t where = 0);

// Makes a VMCS current, after VMCLEAR if asked.
[[nodiscard]] bool make_current(OsProcessor& processor, OsVmcs which, bool clear);

// Writes all the fields that the current VMCS needs, whatever it held before.
[[nodiscard]] bool write_vmcs(OsProcessor& processor, bool with_ept);

[[nodiscard]] bool write_field(OsProcessor& processor, stm::abi::VmcsField field, uint64_t value);
[[nodiscard]] bool read_field(OsProcessor& processor, stm::abi::VmcsField field, uint64_t& value);

// Where a guest begins; it never returns.
extern "C" [[noreturn]] void run_as_guest(OsGuestTask& task);

} // namespace redoubt::machine::guest
