// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/mode.hpp"
#include "machine/hostile/random.hpp"
#include "machine/system/machine.hpp"
#include "machine/vmcs/vmcs.hpp"

namespace redoubt::hostile {

// A VMCS of the OS's that no VM entry refuses: its guest begins at the guest's code of the processor in this mode, with EPT
// where the mode needs it; all exceptions exit, and exits go to the stub.
[[nodiscard]] machine::Vmcs usual_vmcs(machine::Machine& machine, unsigned processor, Mode mode);

// Controls that an OS may choose: EPT, monitor trap flag, preemption timer, what exits.
void vary_vmcs(machine::Vmcs& vmcs, machine::Capabilities const& capabilities, Random& random);

// Field by field, into the current VMCS.
void write_vmcs(machine::Vmx& vmx, machine::Vmcs const& vmcs, machine::Capabilities const& capabilities);

} // namespace redoubt::hostile
