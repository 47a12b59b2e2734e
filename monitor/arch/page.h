// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace stm::arch {

// A page of memory as the words that it is copied by.
struct Page {
    uint64_t word[512];
};
static_assert(sizeof(Page) == 0x1000);

} // namespace stm::arch
