// SPDX-License-Identifier: Apache-2.0
#include "test/acpi/tables.hpp"

#include <doctest/doctest.h>
#include <memory>

using stm::acpi::Outcome;

namespace redoubt::test {

void sum_up(Bytes& bytes, std::size_t at, std::size_t size) {
    bytes[at] = 0;
    std::uint8_t sum = 0;
    for (std::size_t i = 0; i < size; ++i)
        sum = static_cast<std::uint8_t>(sum + bytes[i]);
    bytes[at] = static_cast<std::uint8_t>(-sum);
}

void sum_up_rsdp(Bytes& bytes) {
    sum_up(bytes, 8, 20);
    sum_up(bytes, 32, 36);
}

void sum_up_table(Bytes& bytes) {
    sum_up(bytes, 9, bytes.size());
}

Bytes rsdp(std::uint64_t xsdt) {
    Bytes bytes(36, 0x5a);
    std::string_view constexpr signature = "RSD PTR ";
    std::copy(signature.begin(), signature.end(), bytes.begin());
    put(bytes, 15, 1, 2);
    put(bytes, 20, 4, 36);
    put(bytes, 24, 8, xsdt);
    sum_up_rsdp(bytes);
    return bytes;
}

Bytes table(std::string_view signature, Bytes const& behind_the_header) {
    Bytes bytes(36, 0xc3);
    std::copy(signature.begin(), signature.end(), bytes.begin());
    bytes.insert(bytes.end(), behind_the_header.begin(), behind_the_header.end());
    put(bytes, 4, 4, bytes.size());
    sum_up_table(bytes);
    return bytes;
}

Bytes xsdt(std::vector<std::uint64_t> const& tables) {
    Bytes entries(8 * tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i)
        put(entries, 8 * i, 8, tables[i]);
    return table("XSDT", entries);
}

Bytes mcfg(std::vector<Allocation> const& allocations) {
    Bytes behind(8 + 16 * allocations.size(), 0x77);
    for (std::size_t i = 0; i < allocations.size(); ++i) {
        auto const at = 8 + 16 * i;
        put(behind, at, 8, allocations[i].base);
        put(behind, at + 8, 2, allocations[i].group);
        put(behind, at + 10, 1, allocations[i].first_bus);
        put(behind, at + 11, 1, allocations[i].last_bus);
    }
    return table("MCFG", behind);
}

World::World(std::vector<Allocation> const& allocations) {
    build(allocations);
}

void World::build(std::vector<Allocation> const& allocations) {
    root = rsdp(xsdt_at);
    directory = xsdt({other_at, mcfg_at, other_at});
    other = table("FACP", Bytes(208, 0x11));
    window = mcfg(allocations);
}

stm::acpi::Finding World::find() const {
    clear_memory();
    place(rsdp_at, root);
    place(xsdt_at, directory);
    place(other_at, other);
    place(mcfg_at, window);
    return find_from(rsdp_at);
}

stm::acpi::Finding find_from(std::uint64_t root) {
    auto const room = std::make_unique<std::uint64_t[]>(stm::acpi::kRoomWords);
    stm::arch::Window window{};
    auto const found = stm::acpi::find_ecam(room.get(), root, window, kLinear, kLayout, kLimit);
    for (auto const& [address, times] : memory().seen) {
        REQUIRE(address < kLimit);
        REQUIRE((address < kTseg || address >= 1ull << 32)); // behind TSEG there are devices
        REQUIRE((address < 0xa0000 || address >= 0xc0000));
    }
    return found;
}

void check_window(stm::acpi::Finding const& found, stm::resources::Ecam const& expected) {
    CHECK(found.outcome == Outcome::Window);
    CHECK(found.ecam.first_page == expected.first_page);
    CHECK(found.ecam.buses == expected.buses);
}

void check_none(stm::acpi::Finding const& found) {
    CHECK(found.outcome == Outcome::None);
    CHECK(found.ecam.buses == 0);
}

void check_broken(stm::acpi::Finding const& found) {
    CHECK(found.outcome == Outcome::Broken);
    CHECK(found.ecam.buses == 0);
}

} // namespace redoubt::test
