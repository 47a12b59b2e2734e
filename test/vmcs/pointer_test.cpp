// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/pointer.h"

#include <doctest/doctest.h>

using stm::vmcs::foreign;
using stm::vmcs::Smram;

TEST_CASE("vmcs: REQ-VMCS-05: a pointer of the OS is a whole region, within the address width, and outside SMRAM") {
    constexpr Smram smram{.base = 0x7f000000, .size = 0x1000000};
    constexpr uint64_t end = uint64_t{1} << 39;
    CHECK(foreign(smram, end, 0));
    CHECK(foreign(smram, end, 0x7efff000));
    CHECK_FALSE(foreign(smram, end, 0x7f000000));
    CHECK_FALSE(foreign(smram, end, 0x7ffff000));
    CHECK(foreign(smram, end, 0x80000000));
    CHECK_FALSE(foreign(smram, end, 0x1008));
    CHECK_FALSE(foreign(smram, end, 0x7effff80)); // it would reach into SMRAM
    CHECK(foreign(smram, end, end - 0x1000));
    CHECK_FALSE(foreign(smram, end, end));
    CHECK_FALSE(foreign(smram, end, ~uint64_t{0}));
    CHECK_FALSE(foreign(smram, end, ~uint64_t{0xfff}));
}
