// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/layout.h"
#include "test/boot/bare_machine.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/core.h>

using redoubt::test::BareMachine;
using redoubt::test::the_image;
namespace area = stm::boot::area;

namespace {

constexpr std::uint64_t execute_disable = std::uint64_t{1} << 63;
constexpr std::uint64_t read_only = execute_disable | 1;
constexpr std::uint64_t read_write = execute_disable | 3;
constexpr std::uint64_t read_execute = 1;

// What the page at this offset may be used for, by the sections that were linked.
std::uint64_t rights_at(std::uint64_t offset, unsigned index) {
    auto const own = the_image().address_of("stm_areas") + index * stm::boot::kAreaSize;
    for (auto const& section : the_image().elf().sections) {
        if (section.name == ".areas" || offset < section.address || offset >= section.address + section.size) continue;
        return section.executable ? read_execute : section.writable ? read_write : read_only;
    }
    auto const page = (offset - own) / stm::boot::kPageSize;
    bool const stack = page >= 1 && page <= 3;
    bool const own_page = stack || page == area::kProcessor || page == area::kFaultStack ||
                          (page >= area::kWindow && page < area::kPages);
    return offset >= own && own_page ? read_write : 0;
}

} // namespace

TEST_CASE("REQ-ROB-05: every page of MSEG has the least rights, and nothing else is mapped, wherever MSEG lies") {
    // Within 2 MiB, over a boundary of 2 MiB, and over one of 1 GiB
    for (std::uint64_t const base : {0x7f800000u, 0x7f8ff000u, 0x7f7f0000u, 0x3ffc0000u, 0xbff80000u}) {
        CAPTURE(base);
        BareMachine machine(the_image(), base);
        for (unsigned index = 0; index < 3; ++index) {
            machine.apic_id = index;
            REQUIRE(machine.arrive({0x10001}));
            for (std::uint64_t offset = 0; offset < BareMachine::size; offset += stm::boot::kPageSize) {
                auto const rights = rights_at(offset, index);
                auto const expected = rights == 0 ? 0 : base + offset + rights;
                if (machine.leaf(base + offset) != expected) {
                    CAPTURE(offset);
                    CHECK(machine.leaf(base + offset) == expected);
                }
            }
            // Beyond: each of the neighbouring regions, and the beginning of every other one and of each upper entry
            for (std::uint64_t at = 0; at < 0x800000; at += stm::boot::kPageSize)
                if (auto const linear = base - 0x400000 + at; linear - base >= BareMachine::size)
                    CHECK_MESSAGE(machine.leaf(linear) == 0, linear);
            for (std::uint64_t region = 0; region < 0x8000; ++region)
                if (auto const linear = region << 21; linear - base >= BareMachine::size)
                    CHECK_MESSAGE(machine.leaf(linear) == 0, linear);
            for (unsigned bit = 36; bit < 48; ++bit)
                CHECK(machine.leaf(base | std::uint64_t{1} << bit) == 0);
        }
    }
}
