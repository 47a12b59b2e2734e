// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/machine/vmcs/entry_bench.hpp"

#include <string>

namespace redoubt::machine::test {

// The first rule that an entry breaks, in the order in which a processor checks.
[[nodiscard]] inline std::string rule_broken(EntryBench& bench) {
    for (auto* const stage : {check_executive_controls, check_controls, check_host_state, check_guest_state})
        if (auto const violation = stage(bench.subject())) return std::string{violation->rule};
    return "none";
}

[[nodiscard]] std::string rule_broken(void (*entry)(EntryBench& bench), auto const& change) {
    EntryBench bench;
    entry(bench);
    change(bench);
    return rule_broken(bench);
}

} // namespace redoubt::machine::test
