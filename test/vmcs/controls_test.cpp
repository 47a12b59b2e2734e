// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/controls.h"

#include <doctest/doctest.h>

using stm::vmcs::controls;

TEST_CASE("vmcs: REQ-VMCS-04: controls are what is wanted and what must be") {
    constexpr uint64_t capability = 0x000000ff'00000016;
    CHECK(controls(capability, 0).value == 0x16);
    CHECK(controls(capability, 0).supported);
    CHECK(controls(capability, 0x41).value == 0x57);
    CHECK(controls(capability, 0x41).supported);
}

TEST_CASE("vmcs: REQ-LIFE-12: a control that the processor does not have is told of") {
    CHECK_FALSE(controls(0x000000ff'00000016, 0x100).supported);
    CHECK_FALSE(controls(0x7fffffff'00000000, 0x80000000).supported);
    CHECK(controls(0xffffffff'00000000, 0x80000000).supported);
}
