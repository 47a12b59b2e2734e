// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_access.h"
#include "test/io/hardware.hpp"

#include <doctest/doctest.h>

using redoubt::test::Hardware;
using redoubt::test::hardware;

TEST_CASE("io: REQ-POL-01: an IN that is denied reads ones, as where no device is") {
    CHECK(stm::io::nobody(1) == 0xff);
    CHECK(stm::io::nobody(2) == 0xffff);
    CHECK(stm::io::nobody(4) == 0xffffffff);
}

TEST_CASE("io: REQ-VMCS-02: IN changes AL, AX, or all of RAX, as the size says") {
    constexpr std::uint64_t rax = 0x1122334455667788;
    CHECK(stm::io::after_input(rax, 1, 0xaabbccdd) == 0x11223344556677dd);
    CHECK(stm::io::after_input(rax, 2, 0xaabbccdd) == 0x112233445566ccdd);
    CHECK(stm::io::after_input(rax, 4, 0xaabbccdd) == 0x00000000aabbccdd);
    CHECK(stm::io::output_of(rax, 1) == 0x88);
    CHECK(stm::io::output_of(rax, 2) == 0x7788);
    CHECK(stm::io::output_of(rax, 4) == 0x55667788);
}

TEST_CASE("io: REQ-EXC-05: an access is one of its port, size and value, and no other") {
    hardware() = Hardware{};
    hardware().ports = {{0x60, 0x11}, {0x61, 0x22}, {0x62, 0x33}, {0x63, 0x44}, {0xffff, 0x55}};
    CHECK(stm::io::input(0x60, 1) == 0x11);
    CHECK(stm::io::input(0x60, 2) == 0x2211);
    CHECK(stm::io::input(0x60, 4) == 0x44332211);
    CHECK(stm::io::input(0xffff, 1) == 0x55);
    CHECK(hardware().log == std::vector<std::string>{"in 60 1 11", "in 60 2 2211", "in 60 4 44332211", "in ffff 1 55"});
    hardware().log.clear();
    stm::io::output(0x70, 1, 0xaabbccdd);
    stm::io::output(0x70, 2, 0xaabbccdd);
    stm::io::output(0x70, 4, 0xaabbccdd);
    CHECK(hardware().log == std::vector<std::string>{"out 70 1 dd", "out 70 2 ccdd", "out 70 4 aabbccdd"});
}
