// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/code.hpp"
#include "machine/hostile/mode.hpp"
#include "machine/hostile/random.hpp"
#include "machine/system/machine.hpp"

// What the OS's kernel would bring about on a processor by some code of its own, done at once: the processor is outside SMM.
namespace redoubt::hostile {

struct OsSetting {
    Mode mode = Mode::Long;
    unsigned privilege = 0; // 3: only in modes with paging
};

// The processor begins with this code, whose end halts; all that the OS may have in registers, MSRs and XMM registers is
// random. A mode without paging ends VMX
// operation, which the processor must be able to.
void enter_os(machine::Machine& machine, unsigned processor, OsSetting const& setting, Code const& code,
              Random& random);

// The same in a guest of the OS's, by VMLAUNCH in VMX root operation. Exits of its, and exceptions, lead to the stub.
void enter_guest(machine::Machine& machine, unsigned processor, Mode mode, Code const& code, Random& random);

// In VMX root operation, with a current VMCS of the OS that is clear and lets the dual-monitor treatment begin.
void prepare_activation(machine::Machine& machine, unsigned processor);

// A processor that a guest of the OS's runs on goes back to the OS, as by an exit.
void leave_guest(machine::Machine& machine, unsigned processor);

} // namespace redoubt::hostile
