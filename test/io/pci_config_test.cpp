// SPDX-License-Identifier: Apache-2.0
#include "monitor/io/port_access.h"
#include "test/io/hardware.hpp"
#include "test/policy/random.hpp"

#include <array>
#include <doctest/doctest.h>

using redoubt::test::Hardware;
using redoubt::test::hardware;
using redoubt::test::Random;
using redoubt::test::seed_or;

TEST_CASE("io: REQ-EXC-07: the latch holds what the address register would") {
    CHECK(stm::io::latched(0xffffffff) == 0x80fffffc);
    CHECK(stm::io::latched(0x7f000003) == 0);
    CHECK(stm::io::latched(0x80000000) == 0x80000000);
    Random random(seed_or(31));
    for (unsigned i = 0; i < 10000; ++i) {
        auto const value = static_cast<std::uint32_t>(random.next());
        CHECK(stm::io::latched(value) == (value & 0x80fffffc));
        CHECK(stm::io::is_enabled(value) == (value >> 31 != 0));
    }
}

TEST_CASE("io: REQ-EXC-07: a data port is used with the handler's address, and the OS finds its own again (W-03)") {
    constexpr std::uint32_t os = 0x8012a344;
    hardware() = Hardware{};
    hardware().address = os;
    hardware().config = {{0xf840, 0x11}, {0xf841, 0x22}, {0xf842, 0x33}, {0xf843, 0x44}, {0x12a344, 0x99}};
    CHECK(stm::io::input_data(0x8000f840, 0xcfc, 4) == 0x44332211);
    CHECK(stm::io::input_data(0x8000f840, 0xcfd, 2) == 0x3322);
    CHECK(stm::io::input_data(0x8000f840, 0xcff, 1) == 0x44);
    CHECK(hardware().address == os);
    hardware().log.clear();
    stm::io::output_data(0x8000f840, 0xcfe, 2, 0x12345678);
    CHECK(hardware().address == os);
    CHECK(hardware().log == std::vector<std::string>{"config out f842 2 5678"});
    CHECK(hardware().config[0x12a344] == 0x99);
}

TEST_CASE("io: REQ-EXC-07: without the handler's enable bit, no register of the OS's choice is reached") {
    hardware() = Hardware{};
    hardware().address = 0x8012a344;
    hardware().config = {{0x12a344, 0x99}};
    hardware().ports = {{0xcfc, 0x42}};
    CHECK(stm::io::input_data(0x0012a344, 0xcfc, 1) == 0x42);
    stm::io::output_data(0, 0xcfc, 1, 0x55);
    CHECK(hardware().config[0x12a344] == 0x99);
    CHECK(hardware().ports[0xcfc] == 0x55);
    CHECK(hardware().address == 0x8012a344);
}

TEST_CASE("io: REQ-EXC-07: an address names bus, device, function and register, and the policy's byte with them") {
    for (unsigned bus = 0; bus < 256; bus += 5)
        for (unsigned device = 0; device < 32; ++device)
            for (unsigned function = 0; function < 8; ++function)
                for (unsigned const offset : {0u, 0x0eu, 0x19u, 0xffu})
                    CHECK(stm::io::pci_address(static_cast<std::uint8_t>(bus), static_cast<std::uint8_t>(device),
                                               static_cast<std::uint8_t>(function),
                                               static_cast<std::uint8_t>(offset)) ==
                          (0x80000000u | bus << 16 | device << 11 | function << 8 | (offset & 0xfc)));
}

TEST_CASE("io: REQ-EXC-07: the bus behind a bridge is found, and none behind what is no bridge") {
    hardware() = Hardware{};
    hardware().address = 0x80345678;
    auto const at = [](unsigned bus, unsigned device, unsigned function) {
        return bus << 16 | device << 11 | function << 8;
    };
    hardware().config = {
        {at(0, 0x1c, 2) + 0x0e, 0x81}, {at(0, 0x1c, 2) + 0x19, 0x07}, // a bridge, one of several functions
        {at(5, 0x1f, 7) + 0x0e, 0x01}, {at(5, 0x1f, 7) + 0x19, 0xff}, // a bridge
        {at(0, 0x1d, 0) + 0x0e, 0x80}, {at(0, 0x1d, 0) + 0x19, 0x07}, // a device
        {at(0, 0x1e, 0) + 0x0e, 0x02}, {at(0, 0x1e, 0) + 0x19, 0x07}, // a bridge of another kind
    };
    auto const before = hardware().config;
    auto const first = stm::io::secondary_bus(0, 0x1c, 2);
    CHECK((first.found && first.bus == 7));
    auto const second = stm::io::secondary_bus(5, 0x1f, 7);
    CHECK((second.found && second.bus == 0xff));
    for (auto const device : std::array<std::uint8_t, 3>{0x1d, 0x1e, 0x03}) { // the last one is not there
        auto const none = stm::io::secondary_bus(0, device, 0);
        CHECK((!none.found && none.bus == 0));
    }
    CHECK(hardware().address == 0x80345678);
    CHECK(hardware().config == before);
}
