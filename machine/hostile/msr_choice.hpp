// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/random.hpp"

#include <string_view>

namespace redoubt::hostile {

// MSRs that something depends on more often than any others.
[[nodiscard]] uint32_t any_msr(Random& random);

// What an SMI's difference is called that a write to it makes, where nobody but the SMI handler gives it back to the OS
// (SDM vol. 3C 34.4.1.1); empty: the monitor does, or it is none of a context's.
[[nodiscard]] std::string_view left_to_the_handler(uint32_t index);

} // namespace redoubt::hostile
