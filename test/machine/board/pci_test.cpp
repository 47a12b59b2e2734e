// SPDX-License-Identifier: Apache-2.0
#include "machine/board/lpc_bridge.hpp"
#include "machine/board/pci.hpp"
#include "machine/board/pci_functions.hpp"
#include "machine/board/ports.hpp"
#include "test/machine/board/reports.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::test::Reports;

namespace {

constexpr PciAddress host_bridge{0, 0, 0};
constexpr PciAddress network_card{3, 4, 5};

// Both ways to the registers of two functions.
struct Bench {
    Bench() {
        pci.add(host_bridge, bridge);
        pci.add(network_card, card);
        ports.claim({0xcf8, 4}, address);
        ports.claim({0xcfc, 4}, data);
    }

    // By CF8h and CFCh, as software does
    void select(PciAddress at, unsigned offset) {
        ports.write(0xcf8, 4,
                    0x80000000 + at.bus * 0x10000u + at.device * 0x800u + at.function * 0x100u + (offset & 0xfc));
    }
    uint32_t read_port(PciAddress at, unsigned offset, unsigned size) {
        select(at, offset);
        return ports.read(static_cast<uint16_t>(0xcfc + offset % 4), size);
    }
    void write_port(PciAddress at, unsigned offset, unsigned size, uint32_t value) {
        select(at, offset);
        ports.write(static_cast<uint16_t>(0xcfc + offset % 4), size, value);
    }

    static uint64_t in_window(PciAddress at, unsigned offset) {
        return at.bus * 0x100000u + at.device * 0x8000u + at.function * 0x1000u + offset;
    }

    Reports reports = {};
    Ports ports{reports};
    HostBridge bridge{0xe0000000};
    NetworkCard card;
    Pci pci;
    PciAddressPort address;
    PciDataPort data{pci, address};
    PciWindow window{pci};
};

} // namespace

TEST_CASE("machine: PCI registers are the same by ports and by window, at each width and offset") {
    Bench bench;
    for (auto const at : {host_bridge, network_card})
        for (unsigned offset = 0; offset < 256; ++offset)
            for (unsigned const size : {1u, 2u, 4u})
                if (offset % size == 0)
                    CHECK(bench.read_port(at, offset, size) == bench.window.read(Bench::in_window(at, offset), size));
}

TEST_CASE("machine: a PCI register written one way reads back the other way, and only its bytes change") {
    Bench bench;
    bench.write_port(network_card, 0x10, 4, 0xabcdefff);
    CHECK(bench.window.read(Bench::in_window(network_card, 0x10), 4) == 0xabcc0000);
    bench.write_port(network_card, 0x13, 1, 0x12);
    CHECK(bench.window.read(Bench::in_window(network_card, 0x10), 4) == 0x12cc0000);
    bench.window.write(Bench::in_window(network_card, 0x12), 2, 0x5676);
    CHECK(bench.read_port(network_card, 0x10, 4) == 0x56760000);
    bench.window.write(Bench::in_window(network_card, 0x10), 8, 0x0090000000120000);
    CHECK(bench.read_port(network_card, 0x10, 4) == 0x00120000);
    CHECK(bench.read_port(network_card, 0x14, 4) == 0x00900000);
    CHECK(bench.window.read(Bench::in_window(network_card, 0x10), 8) == 0x0090000000120000);
}

TEST_CASE("machine: identities of PCI functions cannot be written") {
    Bench bench;
    CHECK(bench.read_port(network_card, 0, 4) == 0x10d38086);
    CHECK(bench.read_port(network_card, 8, 4) == 0x02000000);
    bench.write_port(network_card, 0, 4, 0x12345678);
    bench.write_port(network_card, 8, 4, 0x12345678);
    CHECK(bench.read_port(network_card, 0, 4) == 0x10d38086);
    CHECK(bench.read_port(network_card, 8, 4) == 0x02000000);
    CHECK(bench.read_port(host_bridge, 0x60, 4) == 0xe0000001);
}

TEST_CASE("machine: a base address tells its size and kind when ones are written") {
    Bench bench;
    for (unsigned offset = 0x10; offset < 0x28; offset += 4)
        bench.write_port(network_card, offset, 4, 0xffffffff);
    CHECK(bench.read_port(network_card, 0x10, 4) == 0xfffe0000); // memory, 128 KiB
    CHECK(bench.read_port(network_card, 0x14, 4) == 0xfff80000); // memory, 512 KiB
    CHECK(bench.read_port(network_card, 0x18, 4) == 0xffffffe1); // 32 ports
    CHECK(bench.read_port(network_card, 0x1c, 4) == 0);
}

TEST_CASE("machine: where no PCI function is, registers read as ones") {
    Bench bench;
    for (auto const at : {PciAddress{0, 1, 0}, PciAddress{0, 0, 1}, PciAddress{1, 0, 0}, PciAddress{3, 4, 4}}) {
        CHECK(bench.read_port(at, 0, 4) == 0xffffffff);
        CHECK(bench.window.read(Bench::in_window(at, 0), 2) == 0xffff);
        bench.write_port(at, 4, 2, 7);
        bench.window.write(Bench::in_window(at, 4), 2, 7);
    }
    CHECK(bench.read_port(host_bridge, 4, 2) == 0);
    CHECK(bench.read_port(network_card, 4, 2) == 0);
}

TEST_CASE(
    "machine: the PCI address port takes doublewords alone, keeps its reserved bits zero, and enables the data port") {
    Bench bench;
    bench.ports.write(0xcf8, 4, 0xffffffff);
    CHECK(bench.ports.read(0xcf8, 4) == 0x80fffffc);
    bench.ports.write(0xcf8, 4, 0x80000000);
    bench.ports.write(0xcf8, 1, 4);
    bench.ports.write(0xcf8, 2, 4);
    CHECK(bench.ports.read(0xcf8, 4) == 0x80000000);
    CHECK(bench.ports.read(0xcf8, 1) == 0xff);
    CHECK(bench.ports.read(0xcfc, 2) == 0x8086);
    bench.ports.write(0xcf8, 4, 0);
    CHECK(bench.ports.read(0xcfc, 2) == 0xffff);
    bench.ports.write(0xcf8, 4, 4);
    bench.ports.write(0xcfc, 2, 7); // not enabled
    CHECK(bench.read_port(host_bridge, 4, 2) == 0);
}

TEST_CASE("machine: the LPC bridge puts the power-management ports where its registers say, when it is enabled") {
    Bench bench;
    PowerManagement power({[] { return uint64_t{0}; }, 1000000}, [](SmiCause) {});
    LpcBridge lpc(bench.ports, power);
    bench.pci.add({0, 31, 0}, lpc);
    bench.write_port({0, 31, 0}, 0x40, 4, 0x1800 | 0x7f);
    CHECK(bench.read_port({0, 31, 0}, 0x40, 4) == 0x1801);
    CHECK(bench.ports.read(0x1830, 4) == 0xffffffff);
    bench.write_port({0, 31, 0}, 0x44, 1, 0x80);
    CHECK(bench.ports.read(0x1830, 4) == 0);
    CHECK(bench.ports.read(0x187c, 4) == 0);
    CHECK(bench.ports.read(0x1880, 4) == 0xffffffff);
    bench.write_port({0, 31, 0}, 0x40, 2, 0x400);
    CHECK(bench.ports.read(0x1830, 4) == 0xffffffff);
    CHECK(bench.ports.read(0x430, 4) == 0);
    bench.write_port({0, 31, 0}, 0x44, 1, 0);
    CHECK(bench.ports.read(0x430, 4) == 0xffffffff);
}
