// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/scripts.hpp"
#include "machine/system/bios.hpp"

// What the guests do in a trial.
namespace redoubt::trial {

enum class Monitored : bool { No, Yes };

// Whether the SMI handler leaves CR2 and the debug registers as they are, which the default treatment of SMIs does not
// save either (SDM vol. 3C 34.4.1). Without a monitor it always does.
enum class Handler : bool { Careful, Careless };

struct Manners {
    machine::guest::Start start = machine::guest::Start::OthersFirst;
    Handler handler = Handler::Careless;
};

// The script of one processor of the OS stand-in. It starts the monitor, if there is to be one; then, round after round,
// computes, raises SMIs by OUT, REP OUTSB and REP INSB, and runs guests of its own, with EPT and without, that raise SMIs
// too; at the end it stops the monitor. All processors meet between the parts and at the end of each round.
[[nodiscard]] machine::guest::ScriptParts workload(unsigned processor, unsigned processors, Monitored monitored,
                                                   Manners const& manners = {});

// Writes all scripts, for rounds without end, and tells the SMI handler what to do by which command: EDK2's handler
// something by each of the first commands; coreboot's, which may not read the command port, nothing.
void set_up_workload(machine::Machine& machine, Monitored monitored, machine::Style style, Manners const& manners);

// Lets all processors finish the round that they are in and, perhaps, one more, and then the end of their script.
void end_rounds(machine::Machine& machine);

} // namespace redoubt::trial
