// SPDX-License-Identifier: Apache-2.0
// Three functions for the mutation tests: one whose contract says everything, one whose contract says too little, one without a proof.
#pragma once

#include <stdint.h>

namespace sample {

constexpr uint32_t kLimit = 100;

enum class Answer : uint8_t { No, Yes };

/*@ assigns \nothing;
    ensures \result == (value < kLimit ? value : kLimit); */
[[nodiscard]] uint32_t clamp(uint32_t value);

/*@ assigns \nothing;
    ensures \result == Answer::Yes ==> value < kLimit; */
[[nodiscard]] Answer fits(uint32_t value);

/*@ assigns \nothing;
    ensures \result > value; */
[[nodiscard]] uint32_t above(uint32_t value);

} // namespace sample
