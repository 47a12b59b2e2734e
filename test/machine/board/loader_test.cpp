// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/stm_image.hpp"
#include "test/machine/board/loader_bench.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace redoubt::machine;
using redoubt::test::Builder;
using redoubt::test::LoaderBench;

namespace {

std::set<LoaderRule> rules_of(LoadResult const& result) {
    std::set<LoaderRule> rules;
    for (auto const& finding : result.findings)
        rules.insert(finding.rule);
    return rules;
}

uint64_t word(PhysicalMemory& memory, uint64_t address) {
    return memory.word(address, 8);
}

} // namespace

TEST_CASE("machine: a good image is loaded without a finding, with the rest of MSEG cleared") {
    LoaderBench bench;
    auto const result = bench.load();
    CHECK(result.loaded());
    CHECK(result.findings.empty());
    auto const mseg = bench.layout.mseg;
    CHECK(bench.at(mseg.base, bench.image.size()) == bench.image);
    auto const tables_end = 0x3000 + 0x6000;
    auto const rest = bench.at(mseg.base + tables_end, 0x10000 - tables_end);
    CHECK(std::ranges::count(rest, std::byte{0}) == static_cast<std::ptrdiff_t>(rest.size()));
    CHECK(bench.reports.rules.empty());
}

TEST_CASE(
    "machine: each processor gets MSEG and the valid bit for IA32_SMM_MONITOR_CTL, and a descriptor at its SMBASE") {
    LoaderBench bench(Style::Edk2, 16);
    auto const result = bench.load();
    REQUIRE(result.processors.size() == 16);
    for (unsigned i = 0; i < 16; ++i) {
        CHECK(result.processors[i].smm_monitor_ctl == 0x7fc00001);
        CHECK(result.processors[i].descriptor == 0x7f00fb00 + 0x10000 * i);
        CHECK(word(*bench.memory, result.processors[i].descriptor) == 0x4749535350545854); // TXTPSSIG
        CHECK(bench.memory->word(result.processors[i].descriptor + 0xc, 4) == 2 * i);
    }
}

TEST_CASE("machine: page tables at the CR3 offset map the first 4 GiB one to one in pages of 2 MiB") {
    LoaderBench bench;
    REQUIRE(bench.load().loaded());
    auto& memory = *bench.memory;
    uint64_t const base = 0x7fc03000;
    CHECK(word(memory, base) == base + 0x1003);
    for (uint64_t i = 1; i < 512; ++i)
        REQUIRE(word(memory, base + 8 * i) == 0);
    for (uint64_t i = 0; i < 512; ++i)
        REQUIRE(word(memory, base + 0x1000 + 8 * i) == (i < 4 ? base + 0x2003 + 0x1000 * i : 0));
    for (uint64_t i = 0; i < 2048; ++i)
        REQUIRE(word(memory, base + 0x2000 + 8 * i) == 0x200000 * i + 0x83);
}

TEST_CASE(
    "machine: a descriptor like EDK2's has the bytes that the interface says, for a handler entered in 64-bit mode") {
    LoaderBench bench;
    REQUIRE(bench.load().loaded());
    Builder expected;
    expected.add(8, 0x4749535350545854).add(2, 137).add(1, 1).add(1, 0).add(4, 2); // APIC ID
    expected.add(1, 0x0f).add(1, 0).add(1, 0).add(1, 0);                           // entry state
    expected.add(2, 0x38).add(2, 0x20).add(2, 0x20).add(2, 0x20).add(2, 0x40).add(2, 0);
    expected.add(8, 0x7f101000); // CR3
    expected.add(8, 0x7f100200).add(8, 0x7f100300).add(8, 0x7f018123).add(8, 0x7f123ff8);
    expected.add(8, 0x7f120000).add(4, 0x50).add(4, 0x80010100);
    expected.add(8, 0x7f100400).add(8, 0x7f125000).add(2, 0x20).add(2, 0x1f).add(4, 0);
    expected.add(8, 0).add(8, 0x7fbff000).add(8, 0xe0000).add(1, 39);
    REQUIRE(expected.bytes().size() == 137);
    CHECK(bench.at(0x7f01fb00, 137) == expected.bytes());
    CHECK(bench.at(0x7f01fb00 + 137, 1).front() == LoaderBench::before);
}

TEST_CASE("machine: a descriptor like coreboot's has a 32-bit entry, a processor number for an APIC ID, and no "
          "exception handler") {
    LoaderBench bench(Style::Coreboot);
    REQUIRE(bench.load().loaded());
    Builder expected;
    expected.add(8, 0x4749535350545854).add(2, 137).add(1, 1).add(1, 0).add(4, 1);
    expected.add(4, 0);
    expected.add(2, 0x08).add(2, 0x10).add(2, 0x10).add(2, 0x10).add(2, 0x20).add(2, 0);
    expected.add(8, 0);
    expected.add(8, 0).add(8, 0).add(8, 0x7f018123).add(8, 0);
    expected.add(8, 0x7f120000).add(4, 0x50).add(4, 0);
    expected.add(8, 0).add(8, 0).add(8, 0);
    expected.add(8, 0).add(8, 0x7fbff000).add(8, 0).add(1, 0);
    REQUIRE(expected.bytes().size() == 137);
    CHECK(bench.at(0x7f01fb00, 137) == expected.bytes());
}

TEST_CASE("machine: coreboot's own descriptors and resources are warned of") {
    LoaderBench bench(Style::Coreboot);
    auto const result = bench.load();
    CHECK(result.loaded());
    CHECK(rules_of(result) == std::set{LoaderRule::RevisionIds, LoaderRule::ListSparesMseg});
}

TEST_CASE("machine: a 32-bit handler asks nothing of the monitor's 64-bit support") {
    LoaderBench bench(Style::Coreboot);
    bench.set(0x810, 4, 2);
    CHECK_FALSE(rules_of(bench.load()).contains(LoaderRule::HandlerMode));
}

TEST_CASE("machine: the resource list is where the descriptors say, as it was given") {
    LoaderBench bench;
    REQUIRE(bench.load().loaded());
    CHECK(bench.at(bench.request.resource_list, bench.resources.size()) == bench.resources);
}

TEST_CASE("machine: the memory that an image needs is computed without wrapping, at the largest numbers too") {
    LoaderBench bench;
    bench.set(0x804, 4, 0xffffffff);
    bench.set(0x808, 4, 0xffffffff);
    bench.set(0x80c, 4, 0xffffffff);
    auto const image = StmImage::parse(bench.image);
    REQUIRE(image);
    // 100000000h + FFFFFFFFh + 16 * (FFFFFFFFh + 2 * 1000h)
    CHECK(image->memory_size(16, 0x00da100000000000) == 0x120001ffef);
    CHECK(image->memory_size(0, 0x00da100000000000) == 0x1ffffffff);
}

TEST_CASE("machine: a VMCS region takes whole pages, whatever its size") {
    LoaderBench bench;
    auto const image = StmImage::parse(bench.image);
    REQUIRE(image);
    auto const of_region = [&](uint64_t size) { return image->memory_size(1, size << 32) - 0x3000 - 0x20000 - 0x8000; };
    CHECK(of_region(0) == 0);
    CHECK(of_region(1) == 0x2000);
    CHECK(of_region(0x400) == 0x2000);
    CHECK(of_region(0x1000) == 0x2000);
    CHECK(of_region(0x1001) == 0x4000);
}

TEST_CASE("machine: sizes that wrap to something small in 32 bits are refused") {
    struct Row {
        uint32_t fixed;
        uint32_t a_processor;
        uint32_t additional;
    };
    constexpr Row rows[]{
        {0x3000, 0, 0xffff9000},                                      // 2 ^ 32 to the byte
        {0x3000, 0, 0xffffffff},       {0x3000, 0x80000000, 0x20000}, // times two processors
        {0x3000, 0x7fffe000, 0x20000},                                // with their VMCSs
        {0xfffff001, 0x8000, 0x20000},                                // rounded up to whole pages
    };
    for (auto const& row : rows) {
        CAPTURE(row.fixed);
        CAPTURE(row.a_processor);
        CAPTURE(row.additional);
        uint32_t const wrapped =
            (row.fixed + 0xfff) / 0x1000 * 0x1000 + row.additional + (row.a_processor + 0x2000) * 2;
        REQUIRE(wrapped < LoaderBench().layout.mseg.size);
        LoaderBench bench;
        bench.set(0x804, 4, row.fixed);
        bench.set(0x808, 4, row.a_processor);
        bench.set(0x80c, 4, row.additional);
        auto const result = bench.load();
        CHECK(rules_of(result).contains(LoaderRule::MemoryFitsMseg));
        CHECK_FALSE(result.loaded());
        CHECK(bench.untouched());
    }
}

TEST_CASE("machine: page tables whose end wraps in 32 bits are refused") {
    LoaderBench bench;
    bench.set(0x1c, 4, 0xffffb000);
    auto const result = bench.load();
    CHECK(rules_of(result) == std::set{LoaderRule::PageTablesInMseg});
    CHECK(bench.untouched());
}

TEST_CASE("machine: MSEG as large as the need is enough, and one byte more of need is not") {
    // 3000h + 20000h + 2 * (8000h + 2 * 1000h)
    constexpr uint64_t need = 0x37000;
    LoaderBench bench;
    bench.request.mseg.size = need;
    CHECK(bench.load().findings.empty());
    bench.set(0x80c, 4, 0x20001);
    CHECK(rules_of(bench.load()) == std::set{LoaderRule::MemoryFitsMseg});
}

TEST_CASE("machine: a header at its largest number of revision ids is one, with one more it is not") {
    LoaderBench bench;
    bench.set(0x14, 4, 0x2fff);
    bench.set(0x814, 4, (0x1000 - 0x818) / 4);
    CHECK(StmImage::parse(bench.image));
    bench.set(0x814, 4, (0x1000 - 0x818) / 4 + 1);
    CHECK_FALSE(StmImage::parse(bench.image));
    bench.set(0x814, 4, 0xffffffff);
    CHECK_FALSE(StmImage::parse(bench.image));
    bench.set(0x814, 4, 2);
    bench.image.resize(0x820);
    CHECK(StmImage::parse(bench.image));
    bench.image.resize(0x81f);
    CHECK_FALSE(StmImage::parse(bench.image));
    CHECK_FALSE(StmImage::parse({}));
}
