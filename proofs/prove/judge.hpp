// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/finding.hpp"
#include "proofs/prove/map.hpp"
#include "proofs/prove/record.hpp"

#include <vector>

namespace redoubt::prove {

// What speaks against one unit, taken alone. None: every function that the lowering emitted is proven in full, as far
// as the unit's own assumptions go; those are for the ledger (ledger.hpp).
[[nodiscard]] std::vector<Finding> judge_unit(UnitMap const& map, Record const& record);

} // namespace redoubt::prove
