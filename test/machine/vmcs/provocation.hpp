// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/machine/vmcs/entry_bench.hpp"

#include <functional>
#include <string>
#include <vector>

namespace redoubt::machine::test {

// What makes one check of a VM entry fail that nothing else was wrong with.
struct Provocation {
    std::string rule;
    void (*entry)(EntryBench& bench);
    std::function<void(EntryBench& bench)> change;
};

using Provocations = std::vector<Provocation>;

[[nodiscard]] Provocations control_provocations();
[[nodiscard]] Provocations injection_provocations();
[[nodiscard]] Provocations host_provocations();
[[nodiscard]] Provocations guest_register_provocations();
[[nodiscard]] Provocations guest_segment_provocations();
[[nodiscard]] Provocations guest_non_register_provocations();

} // namespace redoubt::machine::test
