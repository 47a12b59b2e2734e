// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/resource.h"
#include "test/machine/system/loaded.hpp"

#include <doctest/doctest.h>

// What the BIOS's list claims of ports and of PCI configuration is what the SMI handler has of them on the machine.
using namespace redoubt::machine;
using redoubt::test::Loaded;
using redoubt::test::lpc_bridge;
using redoubt::test::ordered;
using stm::abi::RscPciCfg;

namespace {

constexpr uint16_t apm_status = 0xb3; // a byte that keeps what is written
constexpr uint16_t reset_control = 0xcf9;
constexpr uint16_t pci_address = 0xcf8;
constexpr uint64_t lpc_vendor = 31 << 11; // as an order names the register
constexpr uint64_t host_vendor = 0;

uint64_t port(Loaded& loaded, uint16_t number, unsigned size) {
    return loaded.machine.chipset().ports().read(number, size);
}

} // namespace

TEST_CASE("image: REQ-POL-17: the handler reads and writes the ports that its list claims") {
    Loaded writing(1);
    writing.put_list(ResourceList().io(apm_status, 1));
    writing.one_smi(ordered(guest::HandlerAction::WritePort, apm_status, 0x77, 1));
    CHECK(port(writing, apm_status, 1) == 0x77);

    Loaded reading(1);
    reading.put_list(ResourceList().io(apm_status, 1));
    reading.machine.chipset().ports().write(apm_status, 1, 0x5a);
    CHECK(reading.one_smi(ordered(guest::HandlerAction::ReadPort, apm_status, 0, 1)).result == 0x5a);
}

TEST_CASE("image: REQ-POL-01: a port that nobody claimed is as one without a device, and part of an access is none") {
    for (unsigned const size : {1u, 2u, 4u}) {
        CAPTURE(size);
        ResourceList list;
        if (size != 1) list.io(apm_status, 1);
        uint64_t const ones = (uint64_t{1} << 8 * size) - 1;
        Loaded reading(1);
        reading.put_list(list);
        reading.machine.chipset().ports().write(apm_status, 1, 0x5a);
        CHECK(reading.one_smi(ordered(guest::HandlerAction::ReadPort, apm_status, 0, size)).result == ones);
        Loaded writing(1);
        writing.put_list(list);
        writing.machine.chipset().ports().write(apm_status, 1, 0x5a);
        writing.one_smi(ordered(guest::HandlerAction::WritePort, apm_status, 0x77777777, size));
        CHECK(port(writing, apm_status, 1) == 0x5a);
    }
}

TEST_CASE("image: REQ-POL-01: a handler that did not claim the reset register resets nothing") {
    Loaded loaded(1);
    loaded.put_list(ResourceList());
    loaded.one_smi(ordered(guest::HandlerAction::WritePort, reset_control, 0x06, 1));
    CHECK(read_handler(loaded.machine, 0).smis == 1);
}

TEST_CASE("image: REQ-EXC-07: PCI configuration is read by claims of functions, and the OS's address stays") {
    constexpr uint32_t of_the_os = 0x80001234;
    for (auto const& [where, claimed] : {std::pair{lpc_vendor, true}, {host_vendor, false}}) {
        CAPTURE(where);
        Loaded loaded(1);
        loaded.put_list(ResourceList().pci(lpc_bridge, RscPciCfg::kRead | RscPciCfg::kWrite));
        loaded.machine.chipset().ports().write(pci_address, 4, static_cast<uint32_t>(0x80000000 | where));
        auto const there = port(loaded, 0xcfc, 4);
        REQUIRE(there != 0xffffffff);
        loaded.machine.chipset().ports().write(pci_address, 4, of_the_os);
        auto const read = loaded.one_smi(ordered(guest::HandlerAction::ReadPci, where, 0, 4)).result;
        CHECK(read == (claimed ? there : 0xffffffff));
        CHECK(port(loaded, pci_address, 4) == of_the_os);
    }
}
