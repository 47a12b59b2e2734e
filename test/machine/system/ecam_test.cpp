// SPDX-License-Identifier: Apache-2.0
#include "machine/board/resource_list.hpp"
#include "spec/abi/psd.h"
#include "spec/abi/resource.h"
#include "test/machine/system/loaded.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <functional>
#include <string>

// PCI configuration registers and the pages behind which they are, on the machine: two names of one thing, if the BIOS
// says where they are.
using namespace redoubt::machine;
using redoubt::test::Loaded;
using redoubt::test::lpc_bridge;
using redoubt::test::page_size;
using redoubt::test::parameters;
using redoubt::test::secret;
using stm::abi::Function;
using stm::abi::Psd;
using stm::abi::RscMem;
using stm::abi::RscPciCfg;
using stm::abi::Status;

namespace {

constexpr uint32_t read_write = RscMem::kRead | RscMem::kWrite;
constexpr uint16_t both_ways = RscPciCfg::kRead | RscPciCfg::kWrite;
constexpr PciAddress beside{.bus = 0, .device = 31, .function = 1};

// ACPI's tables in the machine's memory, at the offsets of the specifications.
struct Tables {
    explicit Tables(Loaded& of) : loaded(of), rsdp(of.machine.layout().acpi.base), xsdt(number(rsdp + 24, 8)) {
        for (auto entry = xsdt + 36; entry < xsdt + number(xsdt + 4, 4); entry += 8)
            if (std::memcmp(at(number(entry, 8)), "MCFG", 4) == 0) mcfg = number(entry, 8);
        REQUIRE(mcfg != 0);
    }
    std::byte* at(uint64_t address) { return loaded.machine.memory().ram(address); }
    uint64_t number(uint64_t address, std::size_t size) {
        uint64_t value = 0;
        std::memcpy(&value, at(address), size);
        return value;
    }
    void set(uint64_t address, std::size_t size, uint64_t value) { std::memcpy(at(address), &value, size); }
    void sum_up(uint64_t table, uint64_t checksum, uint64_t size) {
        set(checksum, 1, 0);
        uint64_t sum = 0;
        for (uint64_t i = 0; i < size; ++i)
            sum += number(table + i, 1);
        set(checksum, 1, -sum);
    }
    void sum_up_rsdp() {
        sum_up(rsdp, rsdp + 8, 20);
        sum_up(rsdp, rsdp + 32, 36);
    }
    void sum_up_table(uint64_t table) { sum_up(table, table + 9, number(table + 4, 4)); }

    Loaded& loaded;
    uint64_t rsdp;
    uint64_t xsdt;
    uint64_t mcfg = 0;
};

using Change = std::function<void(Loaded&)>;

void set_descriptor(Loaded& loaded, std::size_t offset, std::size_t size, uint64_t value) {
    auto const address = loaded.machine.layout().smbase(0) + stm::abi::smbase::kPsd + offset;
    std::memcpy(loaded.machine.memory().ram(address), &value, size);
}

void name_root(Loaded& loaded, uint64_t address) {
    set_descriptor(loaded, offsetof(Psd, acpi_rsdp), sizeof(Psd::acpi_rsdp), address);
}

// What the OS is answered that protects this, after a start with the BIOS's claim.
Loaded::Answer protects(ResourceList const& wanted, ResourceList const& claimed, Change const& change = {}) {
    Loaded loaded(1);
    loaded.put_list(claimed);
    REQUIRE(loaded.machine.put(parameters, wanted.finished()));
    if (change) change(loaded);
    loaded.write_after_start({guest::call(Function::ProtectResource, parameters)});
    loaded.run();
    loaded.check_good();
    auto const answers = loaded.answers(0);
    REQUIRE(answers.size() == 3);
    CHECK(answers[0] == Loaded::good());
    CHECK(answers[1] == Loaded::good());
    return answers[2];
}

ResourceList registers(PciAddress function) {
    return ResourceList().pci(function, both_ways);
}

ResourceList page_of(PciAddress function) {
    auto const number = 256 * uint64_t{function.bus} + 8 * uint64_t{function.device} + function.function;
    return ResourceList().mmio({PlatformLayout{}.ecam.base + page_size * number, page_size}, read_write);
}

auto const not_to_be_protected = Loaded::error(Status::UnprotectableResource);

// InitializeProtection is refused, and the OS goes on without a monitor.
void check_that_start_is_refused(Change const& change) {
    Loaded loaded(1);
    change(loaded);
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), guest::raise_smi(1)});
    loaded.run();
    loaded.check_good();
    CHECK(loaded.answers(0) == std::vector{Loaded::error(Status::Unprotectable)});
}

void without_mcfg(Loaded& loaded) {
    Tables tables(loaded);
    tables.set(tables.mcfg, 4, 0x58585858);
    tables.sum_up_table(tables.mcfg);
}

} // namespace

TEST_CASE("image: REQ-EXC-07, REQ-POL-04: the OS cannot protect the page of registers that the BIOS claims by number") {
    CHECK(protects(page_of(lpc_bridge), registers(lpc_bridge)) == not_to_be_protected);
    CHECK(protects(page_of(beside), registers(lpc_bridge)) == Loaded::good());
    CHECK(protects(registers(lpc_bridge), registers(lpc_bridge)) == not_to_be_protected);
}

TEST_CASE(
    "image: REQ-EXC-07, REQ-POL-04: the OS cannot protect by number registers of which the BIOS claims the page") {
    CHECK(protects(registers(lpc_bridge), page_of(lpc_bridge)) == not_to_be_protected);
    CHECK(protects(registers(beside), page_of(lpc_bridge)) == Loaded::good());
    constexpr PciAddress last{.bus = 255, .device = 31, .function = 7};
    CHECK(protects(registers(last), page_of(last)) == not_to_be_protected);
}

TEST_CASE("image: REQ-EXC-07: a page outside the window and a function are two things") {
    auto const behind = PlatformLayout{}.ecam.base + PlatformLayout{}.ecam.size;
    CHECK(protects(ResourceList().mmio({behind, page_size}, read_write), registers({})) == Loaded::good());
    CHECK(protects(ResourceList().mmio({secret.base, page_size}, read_write), registers({})) == Loaded::good());
}

TEST_CASE("image: REQ-EXC-07: a window is as large as its MCFG says") {
    auto const one_bus = [](Loaded& loaded) {
        Tables tables(loaded);
        tables.set(tables.mcfg + 55, 1, 0);
        tables.sum_up_table(tables.mcfg);
    };
    constexpr PciAddress outside{.bus = 1, .device = 0, .function = 0};
    CHECK(protects(page_of(lpc_bridge), registers(lpc_bridge), one_bus) == not_to_be_protected);
    CHECK(protects(page_of(outside), registers(outside), one_bus) == Loaded::good());
    CHECK(protects(page_of(outside), registers(outside)) == not_to_be_protected);
}

TEST_CASE("image: REQ-BIOS-07: a BIOS that names no root pointer, or whose tables have no MCFG, has no window") {
    auto const not_named = [](Loaded& loaded) { name_root(loaded, 0); };
    // The descriptor of version 0.99 ends before that field.
    auto const too_short = [](Loaded& loaded) {
        name_root(loaded, 0xffffffffffffffff);
        set_descriptor(loaded, offsetof(Psd, size), sizeof(Psd::size), Psd::kSize099);
    };
    for (Change const& change : {Change(not_named), Change(too_short), Change(without_mcfg)}) {
        CHECK(protects(page_of(lpc_bridge), registers(lpc_bridge), change) == Loaded::good());
        CHECK(protects(registers(lpc_bridge), page_of(lpc_bridge), change) == Loaded::good());
        CHECK(protects(registers(lpc_bridge), registers(lpc_bridge), change) == not_to_be_protected);
    }
}

TEST_CASE("image: REQ-BIOS-07, REQ-LIFE-04: with a root pointer that leads to no table the start is refused") {
    struct Case {
        std::string what;
        void (*change)(Loaded&, Tables&);
    };
    auto const cases = {
        Case{"the root pointer is in SMRAM", [](Loaded& l, Tables&) { name_root(l, l.machine.layout().tseg.base); }},
        Case{"or in the monitor", [](Loaded& l, Tables&) { name_root(l, l.machine.layout().mseg.base); }},
        Case{"or in the flash", [](Loaded& l, Tables&) { name_root(l, l.machine.layout().flash.base); }},
        Case{"or beyond all addresses", [](Loaded& l, Tables&) { name_root(l, 0xffffffffffffff00); }},
        Case{"or where none is", [](Loaded& l, Tables& t) { name_root(l, t.rsdp + 16); }},
        Case{"its sum is wrong", [](Loaded&, Tables& t) { t.set(t.rsdp + 32, 1, t.number(t.rsdp + 32, 1) + 1); }},
        Case{"it is of ACPI 1.0",
             [](Loaded&, Tables& t) {
                 t.set(t.rsdp + 15, 1, 0);
                 t.sum_up_rsdp();
             }},
        Case{"the XSDT is in SMRAM",
             [](Loaded& l, Tables& t) {
                 t.set(t.rsdp + 24, 8, l.machine.layout().tseg.base);
                 t.sum_up_rsdp();
             }},
        Case{"its sum is wrong", [](Loaded&, Tables& t) { t.set(t.xsdt + 36, 8, t.number(t.xsdt + 36, 8) + 64); }},
        Case{"a table is in SMRAM",
             [](Loaded& l, Tables& t) {
                 t.set(t.xsdt + 36, 8, l.machine.layout().mseg.base);
                 t.sum_up_table(t.xsdt);
             }},
        Case{"the MCFG's sum is wrong", [](Loaded&, Tables& t) { t.set(t.mcfg + 44, 8, 0xd0000000); }},
        Case{"it is cut",
             [](Loaded&, Tables& t) {
                 t.set(t.mcfg + 4, 4, 52);
                 t.sum_up_table(t.mcfg);
             }},
        Case{"its window does not begin with bus 0",
             [](Loaded&, Tables& t) {
                 t.set(t.mcfg + 54, 1, 1);
                 t.sum_up_table(t.mcfg);
             }},
        Case{"its window is TSEG",
             [](Loaded& l, Tables& t) {
                 t.set(t.mcfg + 44, 8, l.machine.layout().tseg.base);
                 t.sum_up_table(t.mcfg);
             }},
        Case{"its window is beyond all addresses",
             [](Loaded&, Tables& t) {
                 t.set(t.mcfg + 44, 8, 0xfffffffff0000000);
                 t.sum_up_table(t.mcfg);
             }},
    };
    for (auto const& [what, change] : cases) {
        CAPTURE(what);
        check_that_start_is_refused([&](Loaded& loaded) {
            Tables tables(loaded);
            change(loaded, tables);
        });
    }
}

TEST_CASE("image: REQ-BIOS-07: while the local APIC hides ACPI's tables the start is refused") {
    check_that_start_is_refused([](Loaded& loaded) {
        auto& base = loaded.machine.processor(0).state().msrs.apic_base;
        base = (base & ~uint64_t{0xfffff000}) | loaded.machine.layout().acpi.base;
    });
}
