// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/findings.hpp"
#include "machine/system/machine.hpp"

namespace redoubt::hostile {

// What follows in this step from what somebody has written to the OS's own structures. Empty: nothing.
struct Excuses {
    std::string_view rule;  // how the section of a VM entry's rule begins that is broken
    std::string_view state; // how the name begins of what is another one when the OS goes on
};

// What the machine has recorded since the last look: rules that the monitor did not keep, contexts that did not go on as they
// were, and what the monitor said on the serial port. What others do not keep is theirs.
class Record {
public:
    explicit Record(machine::Machine& machine) : machine_(machine) {}

    void begin_step();
    void check(Findings& findings, Excuses const& excuses);

private:
    void check(machine::TraceEvent const& event, Excuses const& excuses, Findings& findings) const;
    [[nodiscard]] bool is_about_the_os(machine::TraceEvent const& event) const;

    machine::Machine& machine_;
    uint64_t seen_ = 0; // events, forgotten ones too
};

} // namespace redoubt::hostile
