// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/acpi/find.h"
#include "test/resources/memory.hpp"

#include <string_view>
#include <vector>

// ACPI's tables written byte by byte at the offsets of the specifications, without spec/abi.
namespace redoubt::test {

inline constexpr std::uint64_t kLimit = 1ull << 39;

struct Allocation {
    std::uint64_t base = 0xe0000000;
    std::uint64_t group = 0;
    std::uint64_t first_bus = 0;
    std::uint64_t last_bus = 0xff;
};

// The byte that brings the sum of `size` bytes to 0, at `at`.
void sum_up(Bytes& bytes, std::size_t at, std::size_t size);
void sum_up_rsdp(Bytes& bytes);  // both sums
void sum_up_table(Bytes& bytes); // that of a header

Bytes rsdp(std::uint64_t xsdt);
Bytes table(std::string_view signature, Bytes const& behind_the_header);
Bytes xsdt(std::vector<std::uint64_t> const& tables);
Bytes mcfg(std::vector<Allocation> const& allocations);

// Tables and where they are, before they are placed: the XSDT names a table of another kind, the MCFG, and one more.
struct World {
    std::uint64_t rsdp_at = 0xe0010;
    std::uint64_t xsdt_at = 0x7e001234;
    std::uint64_t other_at = 0x7e002f01;
    std::uint64_t mcfg_at = 0x7e003ffd;
    Bytes root, directory, other, window;

    explicit World(std::vector<Allocation> const& allocations = {Allocation{}});
    // The tables anew, for addresses that have changed.
    void build(std::vector<Allocation> const& allocations = {Allocation{}});
    // Places all of it in an empty memory, and finds what the monitor finds.
    [[nodiscard]] stm::acpi::Finding find() const;
};

// From the root pointer at that address, in the memory as it is. Nothing is read but memory of the OS.
[[nodiscard]] stm::acpi::Finding find_from(std::uint64_t root);

inline constexpr stm::resources::Ecam kUsual{.first_page = 0xe0000, .buses = 0x100};

void check_window(stm::acpi::Finding const& found, stm::resources::Ecam const& expected = kUsual);
void check_none(stm::acpi::Finding const& found);
void check_broken(stm::acpi::Finding const& found);

} // namespace redoubt::test
