// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/os_tables.hpp"

#include "machine/guests/bare/descriptors.hpp"

#include <cstring>
#include <stdexcept>

namespace redoubt::hostile {
namespace {

using machine::Machine;
namespace guest = machine::guest;

constexpr uint64_t accessed_and_dirty = 0x60;
constexpr uint64_t user = 0x4;
constexpr uint64_t entry_bits = 0x3 | user | accessed_and_dirty;
constexpr uint64_t large = 0x80;
constexpr unsigned entries = 512;

void put_tables_of_other_modes(Machine& machine) {
    std::vector<uint64_t> pdptes;
    for (uint64_t i = 0; i < 4; ++i)
        pdptes.push_back((os::kLevel2 + i * kPage) | 1);
    put_words(machine, os::kPdptes, pdptes);
    std::vector<uint64_t> of_32; // two entries a word
    for (uint64_t i = 0; i < entries; ++i)
        of_32.push_back((2 * i << 22 | entry_bits | large) | ((2 * i + 1) << 22 | entry_bits | large) << 32);
    put_words(machine, os::kLevel2Of32, of_32);
}

void put_ept(Machine& machine) {
    constexpr uint64_t all = 0x7;
    constexpr uint64_t write_back = 0x30;
    put_words(machine, os::kEptLevel4, std::array{os::kEptLevel3 | all});
    std::vector<uint64_t> gigabytes;
    for (uint64_t i = 0; i < entries; ++i)
        gigabytes.push_back(i << 30 | large | write_back | all);
    put_words(machine, os::kEptLevel3, gigabytes);
}

void put_descriptors(Machine& machine) {
    constexpr uint64_t dpl_3 = uint64_t{3} << 45;
    auto const task = guest::busy(guest::tss_descriptor(os::kTss64));
    put_words(machine, os::kGdt,
              std::array{uint64_t{0}, guest::kCode64, guest::kData, guest::kCode32, guest::kCode64 | dpl_3,
                         guest::kData | dpl_3, guest::kCode32 | dpl_3, task.low, task.high});
    for (unsigned number = 0; number < machine.processors(); ++number) {
        auto const stack = os::kStack.of(number) + kPage - 0x40;
        std::array<uint32_t, kTssSize / 4> wide{};
        wide[1] = static_cast<uint32_t>(stack); // RSP0
        std::array<uint32_t, kTssSize / 4> narrow{};
        narrow[1] = static_cast<uint32_t>(stack); // ESP0, SS0
        narrow[2] = selector::kData;
        (void)machine.put(os::kTss64 + number * kTssSize, std::as_bytes(std::span{wide}));
        (void)machine.put(os::kTss32 + number * kTssSize, std::as_bytes(std::span{narrow}));
    }
}

void put_gates(Machine& machine) {
    constexpr unsigned vectors = 256;
    std::vector<uint64_t> wide;
    std::vector<uint64_t> narrow;
    std::vector<uint64_t> real(vectors / 2, (os::kStub >> 4 << 16) | (os::kStub >> 4 << 48));
    for (unsigned vector = 0; vector < vectors; ++vector) {
        auto const gate = guest::gate(os::kStub, selector::kCode64, 0);
        wide.push_back(gate.low);
        wide.push_back(gate.high);
        narrow.push_back(guest::gate(os::kStub, selector::kCode32, 0).low);
    }
    put_words(machine, os::kIdt64, wide);
    put_words(machine, os::kIdt32, narrow);
    put_words(machine, os::kIdt16, real);
    constexpr std::array<uint8_t, 3> halt_for_ever{0xf4, 0xeb, 0xfd};
    (void)machine.put(os::kStub, std::as_bytes(std::span{halt_for_ever}));
}

void put_regions(Machine& machine) {
    auto const revision = std::array<uint64_t, 1>{machine.capabilities().revision()};
    for (unsigned number = 0; number < machine.processors(); ++number) {
        put_words(machine, os::kVmxon.of(number), revision);
        put_words(machine, os::kVmcs.of(number), revision);
    }
}

} // namespace

void put_words(Machine& machine, uint64_t at, std::span<uint64_t const> words) {
    while (!words.empty()) {
        auto const here = std::min<uint64_t>(words.size(), (kPage - at % kPage) / sizeof(uint64_t));
        if (!machine.put(at, std::as_bytes(words.first(here)))) throw std::logic_error("no memory for a table");
        at += here * sizeof(uint64_t);
        words = words.subspan(here);
    }
}

void put_identity_map(Machine& machine, uint64_t level4, uint64_t level3, uint64_t level2, uint64_t bits) {
    put_words(machine, level4, std::array{level3 | bits});
    std::vector<uint64_t> gigabytes;
    std::vector<uint64_t> large_pages;
    for (uint64_t i = 0; i < 4; ++i)
        gigabytes.push_back((level2 + i * kPage) | bits);
    for (uint64_t i = 0; i < 4 * entries; ++i)
        large_pages.push_back(i << 21 | bits | large);
    put_words(machine, level3, gigabytes);
    put_words(machine, level2, large_pages);
}

void put_os_tables(Machine& machine) {
    put_identity_map(machine, os::kLevel4, os::kLevel3, os::kLevel2, entry_bits);
    put_tables_of_other_modes(machine);
    put_ept(machine);
    put_descriptors(machine);
    put_gates(machine);
    put_regions(machine);
}

} // namespace redoubt::hostile
