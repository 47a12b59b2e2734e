// SPDX-License-Identifier: Apache-2.0
#include "machine/board/acpi.hpp"

#include <doctest/doctest.h>
#include <map>
#include <string>

using namespace redoubt::machine;

namespace {

// A reader that knows offsets from the specification, and nothing of the code that wrote.
class Tables {
public:
    Tables(PlatformLayout const& layout, uint64_t address) : address_(address), bytes_(acpi_tables(layout, address)) {}

    [[nodiscard]] uint64_t number(uint64_t at, unsigned size) const {
        uint64_t value = 0;
        for (unsigned i = size; i-- > 0;)
            value = value << 8 | std::to_integer<uint8_t>(bytes_.at(at + i - address_));
        return value;
    }
    [[nodiscard]] std::string text(uint64_t at, unsigned size) const {
        std::string value;
        for (unsigned i = 0; i < size; ++i)
            value += static_cast<char>(number(at + i, 1));
        return value;
    }
    [[nodiscard]] bool adds_up(uint64_t at, uint64_t size) const {
        uint64_t sum = 0;
        for (uint64_t i = 0; i < size; ++i)
            sum += number(at + i, 1);
        return sum % 256 == 0;
    }

    // From the RSDP: each table's address by its signature
    [[nodiscard]] std::map<std::string, uint64_t> all() const {
        auto const xsdt = number(address_ + 24, 8);
        std::map<std::string, uint64_t> found{{text(xsdt, 4), xsdt}};
        for (auto entry = xsdt + 36; entry < xsdt + number(xsdt + 4, 4); entry += 8)
            found[text(number(entry, 8), 4)] = number(entry, 8);
        found[text(number(found.at("FACP") + 140, 8), 4)] = number(found.at("FACP") + 140, 8);
        return found;
    }

    [[nodiscard]] uint64_t end() const { return address_ + bytes_.size(); }

private:
    uint64_t address_;
    std::vector<std::byte> bytes_;
};

constexpr uint64_t somewhere = 0xe0000;

} // namespace

TEST_CASE("machine: the RSDP is one, by signature, revision, length and both checksums") {
    Tables const tables({.processors = 3}, somewhere);
    CHECK(tables.text(somewhere, 8) == "RSD PTR ");
    CHECK(tables.number(somewhere + 15, 1) == 2);
    CHECK(tables.number(somewhere + 20, 4) == 36);
    CHECK(tables.adds_up(somewhere, 20));
    CHECK(tables.adds_up(somewhere, 36));
}

TEST_CASE("machine: the XSDT leads to FADT, MADT and MCFG, the FADT to the DSDT, and all of them add up") {
    Tables const tables({.processors = 16}, somewhere);
    auto const all = tables.all();
    CHECK(all.size() == 5);
    for (auto const* const signature : {"XSDT", "FACP", "DSDT", "APIC", "MCFG"}) {
        CAPTURE(signature);
        REQUIRE(all.contains(signature));
        auto const at = all.at(signature);
        CHECK(at + tables.number(at + 4, 4) <= tables.end());
        CHECK(tables.adds_up(at, tables.number(at + 4, 4)));
    }
    PlatformLayout const layout;
    CHECK(tables.end() <= layout.acpi.base + layout.acpi.size);
}

TEST_CASE("machine: a reader of the MADT finds all processors, 1 to 16, by the APIC IDs that they have") {
    for (unsigned processors = 1; processors <= 16; ++processors) {
        Tables const tables({.processors = processors}, somewhere);
        auto const madt = tables.all().at("APIC");
        CHECK(tables.number(madt + 36, 4) == 0xfee00000);
        std::vector<uint64_t> ids;
        std::vector<uint64_t> expected;
        for (auto at = madt + 44; at < madt + tables.number(madt + 4, 4); at += tables.number(at + 1, 1)) {
            REQUIRE(tables.number(at, 1) == 0);
            REQUIRE(tables.number(at + 1, 1) == 8);
            CHECK(tables.number(at + 2, 1) == ids.size());
            CHECK(tables.number(at + 4, 4) == 1);
            ids.push_back(tables.number(at + 3, 1));
            expected.push_back(PlatformLayout::apic_id(static_cast<unsigned>(expected.size())));
        }
        CHECK(ids.size() == processors);
        CHECK(ids == expected);
    }
}

TEST_CASE("machine: the MCFG tells where the configuration window is, and of how many buses") {
    Tables const tables({.processors = 1, .ecam = {0xb0000000, 0x04000000}}, somewhere);
    auto const mcfg = tables.all().at("MCFG");
    CHECK(tables.number(mcfg + 4, 4) == 60);
    CHECK(tables.number(mcfg + 44, 8) == 0xb0000000);
    CHECK(tables.number(mcfg + 52, 2) == 0);
    CHECK(tables.number(mcfg + 54, 1) == 0);
    CHECK(tables.number(mcfg + 55, 1) == 63);
}

TEST_CASE("machine: the FADT tells the ports of power management, of SMI commands and of the reset, twice") {
    Tables const tables({.processors = 1, .pm_block = 0x0600}, somewhere);
    auto const fadt = tables.all().at("FACP");
    CHECK(tables.number(fadt + 4, 4) == 244);
    CHECK(tables.number(fadt + 8, 1) == 3);
    CHECK(tables.number(fadt + 48, 4) == 0xb2);
    CHECK(tables.number(fadt + 52, 1) != tables.number(fadt + 53, 1));
    CHECK(tables.number(fadt + 56, 4) == 0x600);
    CHECK(tables.number(fadt + 64, 4) == 0x604);
    CHECK(tables.number(fadt + 76, 4) == 0x608);
    CHECK(tables.number(fadt + 88, 1) == 4);
    CHECK(tables.number(fadt + 89, 1) == 2);
    CHECK(tables.number(fadt + 91, 1) == 4);
    CHECK(tables.number(fadt + 116, 4) == 0x00000801); // I/O space, 8 bits
    CHECK(tables.number(fadt + 120, 8) == 0xcf9);
    CHECK(tables.number(fadt + 128, 1) == 6);
    CHECK(tables.number(fadt + 148, 4) == 0x00002001);
    CHECK(tables.number(fadt + 152, 8) == 0x600);
    CHECK(tables.number(fadt + 172, 4) == 0x00001001);
    CHECK(tables.number(fadt + 176, 8) == 0x604);
    CHECK(tables.number(fadt + 208, 4) == 0x00002001);
    CHECK(tables.number(fadt + 212, 8) == 0x608);
    CHECK(tables.number(fadt + 140, 8) == tables.number(fadt + 40, 4));
}

TEST_CASE("machine: the FACS has its signature, length and alignment") {
    Tables const tables({.processors = 1}, somewhere);
    auto const fadt = tables.all().at("FACP");
    auto const facs = tables.number(fadt + 36, 4);
    CHECK(facs == tables.number(fadt + 132, 8));
    CHECK(facs % 64 == 0);
    CHECK(tables.text(facs, 4) == "FACS");
    CHECK(tables.number(facs + 4, 4) == 64);
    CHECK(tables.number(facs + 32, 1) == 1);
}
