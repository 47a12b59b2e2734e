// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <memory>
#include <vector>

namespace redoubt::models {

// All of them, M1 first.
[[nodiscard]] std::vector<std::shared_ptr<tsl::Model const>> catalog();

} // namespace redoubt::models
