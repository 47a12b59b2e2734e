// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/descriptor.hpp"

// Events through the IDT (SDM vol. 3A 6.12, 6.14; vol. 2, INT n).
namespace redoubt::machine {

// The processor goes on in the event's handler. Throws Fault or EptExit with the registers as before.
void deliver(Core& core, Event const& event);

// One of INT n, INT1, INT3, INTO: RIP goes on behind the instruction.
[[nodiscard]] bool is_software(Event const& event);

// Modes that differ in everything
void deliver_real(Core& core, Event const& event);
void deliver_protected(Core& core, Event const& event);
void deliver_long(Core& core, Event const& event);

// Parts that they share

// Where the handler returns to
[[nodiscard]] uint64_t return_rip(Core const& core, Event const& event);

// EXT: the event comes from outside the program (SDM vol. 3A 6.13).
[[nodiscard]] uint32_t external_bit(Event const& event);

// RFLAGS as the handler finds it on its stack: faults set RF (SDM vol. 3B 17.3.1.1).
[[nodiscard]] uint64_t pushed_flags(Core const& core, Event const& event);

// The code segment of a handler, checked, and the privilege level that it runs at.
struct HandlerCode {
    Descriptor descriptor;
    uint16_t selector;
    unsigned cpl;
    bool changes_privilege;
};
[[nodiscard]] Descriptor find_gate(Core& core, Event const& event);
[[nodiscard]] HandlerCode find_handler(Core& core, Event const& event, uint16_t selector);

} // namespace redoubt::machine
