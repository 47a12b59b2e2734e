// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/test/sample.h"

namespace sample {

uint32_t clamp(uint32_t value) {
    if (value < kLimit) { return value; }
    return kLimit; /* not < but at */
}

Answer fits(uint32_t value) {
    //@ assert bounded: kLimit < 1000;
    return value < kLimit ? Answer::Yes : Answer::No;
}

uint32_t above(uint32_t value) {
    return value + 1;
}

} // namespace sample
