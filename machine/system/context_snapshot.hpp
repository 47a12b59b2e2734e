// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/processor.hpp"

#include <optional>
#include <string>
#include <vector>

namespace redoubt::machine {

// What a processor holds of the context that runs on it, memory apart. Not in it: MSRs that are the platform's and not the
// context's, and the time-stamp counter.
struct ContextSnapshot {
    State state;
    VmxOperation operation;
    uint64_t vmcs_pointer;    // of the current VMCS; of a context in VMX non-root operation: that controls it
    std::optional<Vmcs> vmcs; // its data; none of the SMM-transfer VMCS, which SMM VM exits write to
    bool pending_mtf;         // an MTF VM exit is
    bool injected;            // an event comes before its next instruction
    std::optional<uint64_t> preemption_timer; // what is left of it, while it runs (SDM vol. 3C 25.5.1)
};

// pending_mtf: beside what the last VM entry left pending.
[[nodiscard]] ContextSnapshot snapshot(Processor& processor, bool pending_mtf = false);

struct ContextDifference {
    std::string name; // of the register, or what else it is
    uint64_t before;
    uint64_t after;
    bool operator==(ContextDifference const&) const = default;
};

[[nodiscard]] std::vector<ContextDifference> differences(ContextSnapshot const& before, ContextSnapshot const& after);

} // namespace redoubt::machine
