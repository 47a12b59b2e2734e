// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/interval_set.h"
#include "test/policy/cell_set.hpp"
#include "test/policy/cells.hpp"
#include "test/policy/random.hpp"

#include <cstddef>
#include <string>

namespace redoubt::test {

// Each says where the set and the oracle answer differently, or nothing. They ask what any caller may ask.

// The cells first..last, by all three lookups.
std::string range_differs(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells, std::size_t first,
                          std::size_t last);

// Every atom there is, in as few questions as there are runs and gaps.
std::string members_differ(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells);

// Every atom again, one cell a question.
std::string cells_differ(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells);

// All ranges of cells: for small universes.
std::string ranges_differ(stm::IntervalSet const& set, CellSet const& oracle, Cells const& cells);

} // namespace redoubt::test
