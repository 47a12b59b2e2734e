// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/stm_loader.hpp"
#include "machine/guests/handler_mailbox.hpp"
#include "machine/guests/os_mailbox.hpp"
#include "machine/guests/scripts.hpp"
#include "machine/system/machine.hpp"

#include <cstddef>
#include <span>

// What the firmware does before the operating system runs, and how that begins: with the guests of machine/guests.
namespace redoubt::machine {

// Memory types set, SMM set up on all processors with the SMI handler, SMIs by the APM port on, SMRAM closed, ACPI's
// tables in place; no monitor yet.
void boot_firmware(Machine& machine);

// Puts an image into MSEG and, unless a rule refuses it, enables the dual-monitor treatment on every processor. What is
// claimed for the handler is what this platform's needs, in either style: what coreboot claims, no monitor may grant.
LoadResult load_monitor(Machine& machine, std::span<std::byte const> image, Style style);

enum class Launch {
    Plain,
    Measured // which leaves SMIs blocked (StmApi.h, StartStm; SDM vol. 2D GETSEC[SENTER])
};

// Each processor at the OS stand-in's entry. Scripts are to be written before it runs.
void start_os(Machine& machine, Launch launch = Launch::Plain);

// What a guest is told and what it reports, copied from and to the machine's memory while the guest does not run.
[[nodiscard]] guest::OsMailbox read_os(Machine& machine, unsigned processor);
void write_os(Machine& machine, unsigned processor, guest::OsMailbox const& mailbox);
[[nodiscard]] guest::HandlerMailbox read_handler(Machine& machine, unsigned processor);
void write_handler(Machine& machine, unsigned processor, guest::HandlerMailbox const& mailbox);

} // namespace redoubt::machine
