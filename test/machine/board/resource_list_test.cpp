// SPDX-License-Identifier: Apache-2.0
#include "machine/board/resource_list.hpp"
#include "machine/board/usual_resources.hpp"
#include "test/machine/board/bytes.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::test::Builder;

namespace {

// Descriptors as StmResourceDescriptor.h lays them out: type, length, flags, then the type's own fields.
struct Expected : Builder {
    Expected& memory(unsigned type, uint64_t base, uint64_t length, uint32_t rights) {
        add(4, type).add(2, 32).add(2, 0).add(8, base).add(8, length).add(4, rights).add(4, 0);
        return *this;
    }
    Expected& io(uint16_t base, uint16_t length) {
        add(4, 2).add(2, 16).add(2, 0).add(2, base).add(2, length).add(4, 0);
        return *this;
    }
    Expected& trapped_io(uint16_t base, uint16_t length, uint16_t kind) {
        add(4, 6).add(2, 16).add(2, 0).add(2, base).add(2, length).add(2, kind).add(2, 0);
        return *this;
    }
    Expected& msr(uint32_t index, uint64_t read, uint64_t write) {
        add(4, 4).add(2, 32).add(2, 0).add(4, index).add(4, 0).add(8, read).add(8, write);
        return *this;
    }
    Expected& pci(uint8_t bus, uint8_t device, uint8_t function, uint16_t rights) {
        add(4, 5).add(2, 22).add(2, 0).add(2, rights).add(2, 0).add(2, 0x1000).add(1, bus).add(1, 0);
        add(1, 1).add(1, 1).add(2, 6).add(1, function).add(1, device);
        return *this;
    }
    Expected& end() {
        add(4, 0).add(2, 16).add(2, 0).add(8, 0);
        return *this;
    }
};

} // namespace

TEST_CASE("machine: a resource list has the bytes that the interface says, one descriptor of each type") {
    ResourceList list;
    list.memory({0x123456789000, 0x2000}, 7)
        .mmio({0xfee00000, 0x1000}, 3)
        .io(0x1800, 0x80)
        .trapped_io(0xb2, 2, 6)
        .msr(stm::abi::Msr::SmrrPhysBase, 0xffff0000ffff0000, 0x1)
        .pci({1, 31, 2}, 3);
    Expected expected;
    expected.memory(1, 0x123456789000, 0x2000, 7)
        .memory(3, 0xfee00000, 0x1000, 3)
        .io(0x1800, 0x80)
        .trapped_io(0xb2, 2, 6)
        .msr(0x1f2, 0xffff0000ffff0000, 0x1)
        .pci(1, 31, 2, 3)
        .end();
    CHECK(list.finished() == expected.bytes());
}

TEST_CASE("machine: an empty resource list is its end") {
    CHECK(ResourceList().finished() == Expected().end().bytes());
}

TEST_CASE("machine: a list like EDK2's claims what the handler needs, and SMRAM up to MSEG") {
    Expected expected;
    expected.memory(1, 0x7f000000, 0x00c00000, 7)
        .memory(3, 0xff000000, 0x01000000, 1)
        .memory(3, 0xe0000000, 0x10000000, 3)
        .memory(3, 0xfee00000, 0x1000, 3)
        .io(0x1800, 128)
        .io(0xb2, 2)
        .io(0x3f8, 8)
        .trapped_io(0xb2, 1, 6)
        .pci(0, 31, 0, 3)
        .msr(0x1f2, ~uint64_t{0}, 0)
        .msr(0x1f3, ~uint64_t{0}, 0)
        .end();
    CHECK(usual_resources({}, Style::Edk2) == expected.bytes());
}

TEST_CASE("machine: a list like coreboot's claims all of TSEG and of the flash's addresses") {
    Expected expected;
    expected.memory(1, 0x7f000000, 0x01000000, 7)
        .memory(1, 0xfe000000, 0x01000000, 7)
        .io(0x1800, 128)
        .memory(3, 0xe0000000, 0x10000000, 3)
        .memory(3, 0xfee00000, 0x400, 3)
        .trapped_io(0xb2, 2, 0)
        .pci(0, 31, 0, 3)
        .msr(0x1f2, ~uint64_t{0}, 0)
        .msr(0x1f3, ~uint64_t{0}, 0)
        .end();
    CHECK(usual_resources({}, Style::Coreboot) == expected.bytes());
}

TEST_CASE("machine: both usual lists fit into the page that they have") {
    PlatformLayout const layout;
    CHECK(usual_resources(layout, Style::Edk2).size() <= layout.resource_list.size);
    CHECK(usual_resources(layout, Style::Coreboot).size() <= layout.resource_list.size);
}
