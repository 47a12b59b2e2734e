// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/counters.hpp"
#include "machine/trace/table.hpp"

namespace redoubt::machine {

// The counts for people: instructions, VM exits and VMX instructions by context, and what SMIs cost. Columns and rows of
// nothing but zeros are left out.
[[nodiscard]] std::vector<Table> summary(Counters const& counters);

} // namespace redoubt::machine
