// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"

// What becomes of events: a VM exit, a handler, a double fault, a shutdown (SDM vol. 3A 6.15; vol. 3C 25.2, 26.6).
namespace redoubt::machine {

// An event as it occurs.
struct Occurrence {
    Event event;
    uint64_t detail = 0;   // #PF: the linear address; #DB: what becomes true in DR6
    bool injected = false; // by a VM entry: it is not intercepted, and changes neither CR2 nor DR6
};

[[nodiscard]] Occurrence occurrence_of(Core const& core, Fault const& fault);

// In VMX non-root operation it may cause a VM exit. True: the event itself has reached its handler.
bool occur(Core& core, Occurrence const& first);

// VM exits that memory accesses and instructions throw. `delivering`: the event during whose delivery it was.
void leave_by_ept(Core& core, EptExit const& exit, std::optional<Event> const& delivering = std::nullopt);
void leave_by_instruction(Core& core, VmExit const& exit);

} // namespace redoubt::machine
