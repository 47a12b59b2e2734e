// SPDX-License-Identifier: Apache-2.0
#include "monitor/paging/ept_entry.h"

#include "machine/vmcs/checks.hpp"

#include <doctest/doctest.h>

using stm::paging::ept_pointer;

TEST_CASE("paging: the EPT pointer is write-back, has four levels and no flags, and a VM entry takes it") {
    CHECK(ept_pointer(0x7fe00000) == 0x7fe0001e);
    CHECK(ept_pointer(0) == 0x1e);
    CHECK(ept_pointer(0xffffffffff000) == 0xffffffffff01e);
    constexpr unsigned physical_bits = 39;
    CHECK(redoubt::machine::valid_ept_pointer(ept_pointer(0x7fe00000),
                                              redoubt::machine::make_capabilities(1, 1, physical_bits)));
}
