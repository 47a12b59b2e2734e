// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/findings.hpp"
#include "machine/system/machine.hpp"

namespace redoubt::hostile {

// What the machine has recorded since the last look: rules that the monitor did not keep, contexts that did not go on as they
// were, and what the monitor said on the serial port. What others do not keep is theirs.
class Record {
public:
    explicit Record(machine::Machine& machine) : machine_(machine) {}

    void begin_step();
    // excused: the section of a VM entry's rule that was broken for a known cause.
    void check(Findings& findings, std::string_view excused = {});

private:
    void check(machine::TraceEvent const& event, std::string_view excused, Findings& findings) const;
    [[nodiscard]] bool is_about_the_os(machine::TraceEvent const& event) const;

    machine::Machine& machine_;
    uint64_t seen_ = 0; // events, forgotten ones too
};

} // namespace redoubt::hostile
