// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/stm_loader.hpp"
#include "machine/system/machine.hpp"

namespace redoubt::hostile {

// What the hostile SMI handler runs on, in the BIOS's part of SMRAM: page tables, one to one for all that EPT translates;
// IDTs whose vectors lead to RSM.
void put_handler_tables(machine::Machine& machine);

// The BIOS's descriptors, which the loader has written, name the hostile handler from now on. The handler's setup and teardown
// are the same code where it is asked for them.
void put_descriptors(machine::Machine& machine, machine::Style style, bool with_setup, bool with_teardown);

} // namespace redoubt::hostile
