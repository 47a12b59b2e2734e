// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "test/fuzz/input.hpp"

#include <cstddef>

namespace redoubt::fuzz {

// Changes a list as a whole of descriptors: one is put in, taken out, moved, doubled or ignored, or changed in its
// bytes. Most lists that were well-formed still are, so what lies behind the reading of a list is met as often as its
// refusals. At most `most` bytes.
void mutate_list(Bytes& list, stm::Call call, std::uint64_t seed, std::size_t most);

// As libFuzzer does it, at most `most` bytes.
void mutate_bytes(Bytes& bytes, std::size_t most);

} // namespace redoubt::fuzz
