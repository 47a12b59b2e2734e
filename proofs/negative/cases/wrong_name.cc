// SPDX-License-Identifier: Apache-2.0
// A name that means something else in C++ than in C is resolved as in C++.
// refused: goal: a_f_ensures_limit
#include <stdint.h>

constexpr uint32_t kLimit = 9;

namespace a {

constexpr uint32_t kLimit = 4;

/*@ assigns \nothing;
    ensures limit: \result == kLimit; */
uint32_t f() { return ::kLimit; }

} // namespace a
