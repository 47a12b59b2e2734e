// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/random.hpp"
#include "machine/system/machine.hpp"

#include <functional>
#include <vector>

namespace redoubt::hostile {

// Comes at its turn, to one processor, as from a device or from another processor.
struct Signal {
    enum class Kind : uint8_t { Smi, Nmi, Init } kind;
    unsigned processor;
    uint64_t turn;
};

struct Schedule {
    std::vector<unsigned> begin;  // processors that have something to do; the others may get it
    uint64_t longest_slice = 300; // instructions of a processor before the next one's turn
    std::vector<Signal> signals = {};
    uint64_t budget = 0;      // instructions outside the monitor, all processors together
    uint64_t for_monitor = 0; // and in it, for each of them: calls that come together wait for each other
};

struct Outcome {
    enum class Kind : uint8_t {
        Quiet, // every processor waits, outside SMM
        Stuck, // one waits in SMM for ever, or the budget is used up
        Ended  // the machine
    } kind;
    unsigned processor = 0; // Stuck: the one; Ended: which ran
    machine::MachineEnd end = machine::MachineEnd::Budget;
};

// Processors run in turns that chance decides, until nothing moves any more.
[[nodiscard]] Outcome run(machine::Machine& machine, Schedule const& schedule, Random& random);

} // namespace redoubt::hostile
