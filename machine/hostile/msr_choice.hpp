// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/random.hpp"

namespace redoubt::hostile {

// MSRs that something depends on more often than any others.
[[nodiscard]] uint32_t any_msr(Random& random);

} // namespace redoubt::hostile
