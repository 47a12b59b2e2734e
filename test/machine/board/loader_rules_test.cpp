// SPDX-License-Identifier: Apache-2.0
#include "machine/board/resource_list.hpp"
#include "test/machine/board/loader_bench.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <set>
#include <string>

using namespace redoubt::machine;
using redoubt::test::Builder;
using redoubt::test::LoaderBench;

namespace {

// What breaks a rule, and no other one.
struct Case {
    LoaderRule rule;
    std::function<void(LoaderBench&)> break_it;
};

void set(LoaderBench& bench, std::size_t offset, uint32_t value) {
    bench.set(offset, 4, value);
}

std::vector<std::byte> list_of(Builder const& descriptor) {
    auto bytes = descriptor.bytes();
    auto const end = ResourceList().finished();
    bytes.insert(bytes.end(), end.begin(), end.end());
    return bytes;
}

// A good list with one byte changed.
std::vector<std::byte> changed(ResourceList const& list, std::size_t offset, uint8_t value) {
    auto bytes = list.finished();
    bytes.at(offset) = std::byte{value};
    return bytes;
}

void give(LoaderBench& bench, std::vector<std::byte> list) {
    bench.resources = std::move(list);
}

constexpr uint32_t mseg_size = 0x400000;

std::vector<Case> const& cases() {
    static std::vector<Case> const all{
        {LoaderRule::HeaderComplete, [](auto& b) { b.image.resize(0x817); }},
        {LoaderRule::HeaderComplete, [](auto& b) { b.image.resize(0x81f); }}, // within the revision ids
        {LoaderRule::HeaderComplete, [](auto& b) { b.image.clear(); }},
        {LoaderRule::HeaderRevision, [](auto& b) { set(b, 0x00, 0x14); }},
        {LoaderRule::HeaderRevision, [](auto& b) { b.request.vmx_misc += uint64_t{1} << 63; }},
        {LoaderRule::MonitorFeatures, [](auto& b) { set(b, 0x04, 3); }},
        {LoaderRule::MonitorFeatures, [](auto& b) { set(b, 0x04, 0x80000001); }},
        {LoaderRule::MonitorMode, [](auto& b) { set(b, 0x04, 0); }},
        {LoaderRule::SpecVersion, [](auto& b) { b.set(0x800, 1, 2); }},
        {LoaderRule::SoftwareFeatures, [](auto& b) { set(b, 0x810, 7); }},
        {LoaderRule::EptSupported, [](auto& b) { set(b, 0x810, 1); }},
        {LoaderRule::HandlerMode, [](auto& b) { set(b, 0x810, 2); }},
        {LoaderRule::RevisionIds, [](auto& b) { set(b, 0x81c, 0x80010102); }},
        {LoaderRule::RevisionIds, [](auto& b) { set(b, 0x814, 1); }}, // the one that is asked for is behind the end

        {LoaderRule::EntryInImage, [](auto& b) { set(b, 0x14, 0x3000); }},
        {LoaderRule::EntryInImage, [](auto& b) { set(b, 0x14, 0xffffffff); }},
        {LoaderRule::StackInMseg, [](auto& b) { set(b, 0x18, mseg_size + 1); }},
        {LoaderRule::StackInMseg, [](auto& b) { set(b, 0x18, 0); }},
        {LoaderRule::GdtInMseg, [](auto& b) { set(b, 0x0c, mseg_size - 0x47); }},
        {LoaderRule::GdtInMseg, [](auto& b) { set(b, 0x0c, 0xffffffff); }},
        {LoaderRule::GdtInMseg, [](auto& b) { set(b, 0x08, 0x10047); }},
        {LoaderRule::SelectorsInGdt, [](auto& b) { set(b, 0x10, 0x40); }}, // SS is not
        {LoaderRule::SelectorsInGdt, [](auto& b) { set(b, 0x10, 0x3b); }},
        {LoaderRule::SelectorsInGdt, [](auto& b) { set(b, 0x10, 0x10038); }},
        {LoaderRule::SelectorsInGdt, [](auto& b) { set(b, 0x10, 0); }},
        {LoaderRule::SelectorsInGdt, [](auto& b) { set(b, 0x08, 0x46); }},
        {LoaderRule::PageTablesAligned, [](auto& b) { set(b, 0x1c, 0x4010); }},
        {LoaderRule::PageTablesInMseg, [](auto& b) { set(b, 0x1c, mseg_size - 0x5000); }},
        {LoaderRule::PageTablesBehindHeader, [](auto& b) { set(b, 0x1c, 0); }},
        {LoaderRule::PageTablesBehindImage, [](auto& b) { set(b, 0x1c, 0x2000); }},

        {LoaderRule::ImageFitsMseg, [](auto& b) { b.image.resize(mseg_size + 1); }},
        {LoaderRule::MemoryFitsMseg, [](auto& b) { set(b, 0x808, 0x200000); }},
        {LoaderRule::ImageNotCutShort, [](auto& b) { set(b, 0x804, 0x3001); }},
        {LoaderRule::ImageWithinStatic, [](auto& b) { set(b, 0x804, 0x2fff); }},

        {LoaderRule::DualMonitor, [](auto& b) { b.request.vmx_basic &= ~(uint64_t{1} << 49); }},
        {LoaderRule::MsegAddress, [](auto& b) { b.request.mseg = {0x7fc00800, 0x3ff000}; }},
        {LoaderRule::Ram,
         [](auto& b) {
             auto const list = b.layout.resource_list;
             b.ram = {{0, list.base}, {b.layout.mseg.base, b.layout.mseg.size}};
         }},
        {LoaderRule::Ram,
         [](auto& b) {
             auto const last = b.layout.mseg.base + b.layout.mseg.size - 0x1000;
             b.ram = {{0, last}};
         }},
        {LoaderRule::Ram,
         [](auto& b) {
             auto const descriptor = b.request.processors[1].smbase + 0xf000;
             b.ram = {{0, descriptor}, {descriptor + 0x1000, 0x80000000 - descriptor - 0x1000}};
         }},
        {LoaderRule::MsegApart, [](auto& b) { b.request.resource_list = b.layout.mseg.base + 0x100000; }},
        {LoaderRule::MsegApart, [](auto& b) { b.request.resource_list = b.layout.mseg.base - 8; }},
        {LoaderRule::MsegApart, [](auto& b) { b.request.processors[1].smbase = b.layout.mseg.base - 0xffff; }},
        {LoaderRule::MsegInTseg, [](auto& b) { b.request.mseg.base = 0x70000000; }},
        {LoaderRule::SmrrIsTseg, [](auto& b) { b.request.smrr.size /= 2; }},
        {LoaderRule::SmrrIsTseg, [](auto& b) { b.request.smrr.base = 0x7e000000; }},
        {LoaderRule::DescriptorsInTseg, [](auto& b) { b.request.processors[0].smbase = 0x30000; }},
        {LoaderRule::DescriptorsInTseg, [](auto& b) { b.request.processors[1].smbase = 0x7efeffff; }},
        {LoaderRule::HandlerGdtInTseg, [](auto& b) { b.request.processors[0].gdt_base = 0x7effffff; }},
        {LoaderRule::HandlerGdtInTseg, [](auto& b) { b.request.processors[1].gdt_size = 0; }},
        {LoaderRule::HandlerGdtInTseg, [](auto& b) { b.request.processors[1].gdt_size = 0xffffffff; }},
        {LoaderRule::ListInTseg, [](auto& b) { b.request.resource_list = 0x1000; }},

        {LoaderRule::ListWellFormed, [](auto& b) { give(b, {}); }},
        {LoaderRule::ListWellFormed, [](auto& b) { b.resources.pop_back(); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList(), 4, 24)); }},   // END
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList(), 4, 0)); }},    // no length
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList(), 6, 1)); }},    // a result
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList(), 7, 0x40)); }}, // reserved
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, list_of(Builder().add(4, 7).add(2, 8).add(2, 0))); }}, // ALL
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, list_of(Builder().add(4, 9).add(2, 8).add(2, 0))); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().memory({0x1000, 0}, 7).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().memory({~uint64_t{0}, 2}, 7).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().mmio({0x1000, 0x1000}, 8).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().io(0x1800, 0).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().io(0xff80, 0x81).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().trapped_io(0xffff, 2, 0).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().trapped_io(0xb2, 2, 8).finished()); }},
        {LoaderRule::ListWellFormed,
         [](auto& b) { give(b, changed(ResourceList().msr(stm::abi::Msr::Efer, 0, 0), 0xc, 2)); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().pci({0, 32, 0}, 3).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().pci({0, 0, 8}, 3).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, ResourceList().pci({0, 0, 0}, 4).finished()); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList().pci({}, 3), 4, 16)); }}, // no path
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList().pci({}, 3), 0xf, 1)); }},
        {LoaderRule::ListWellFormed, [](auto& b) { give(b, changed(ResourceList().pci({}, 3), 0xa, 1)); }},
        {LoaderRule::ListSparesMseg,
         [](auto& b) { give(b, ResourceList().memory({b.layout.mseg.base - 0x1000, 0x1001}, 1).finished()); }},
        {LoaderRule::ListSparesMseg, [](auto& b) { give(b, ResourceList().mmio({0, ~uint64_t{0}}, 1).finished()); }},
        {LoaderRule::PmBlockFirst,
         [](auto& b) { give(b, ResourceList().io(0x3f8, 8).io(b.layout.pm_block, 128).finished()); }},
    };
    return all;
}

} // namespace

TEST_CASE("machine: each rule of the loader has its case") {
    std::set<LoaderRule> tried;
    for (auto const& each : cases())
        tried.insert(each.rule);
    for (auto const& row : kLoaderRules) {
        CAPTURE(row.name);
        CHECK(tried.contains(row.rule));
    }
    CHECK(tried.size() == kLoaderRules.size());
}

TEST_CASE("machine: a rule of the loader that is broken is found, alone, and by its severity") {
    unsigned number = 0;
    for (auto const& each : cases()) {
        CAPTURE(number++);
        CAPTURE(std::string(facts(each.rule).name));
        LoaderBench bench;
        each.break_it(bench);
        auto const result = bench.load();
        CHECK_FALSE(result.findings.empty());
        for (auto const& finding : result.findings) {
            CHECK(std::string(facts(finding.rule).name) == std::string(facts(each.rule).name));
            CHECK(finding.severity == facts(each.rule).severity);
            CHECK_FALSE(finding.text.empty());
        }
    }
}

TEST_CASE("machine: a refused image leaves nothing behind, a warning lets it in") {
    for (auto const& each : cases()) {
        CAPTURE(std::string(facts(each.rule).name));
        LoaderBench bench;
        each.break_it(bench);
        auto const result = bench.load();
        auto const is_warning = facts(each.rule).severity == Severity::Warning;
        CHECK(result.loaded() == is_warning);
        CHECK(result.processors.size() == (is_warning ? 2 : 0));
        CHECK(bench.untouched() == !is_warning);
    }
}

TEST_CASE("machine: wrong images are refused: a bad header, a wrong revision, an entry outside, an image cut short") {
    for (auto const rule :
         {LoaderRule::HeaderComplete, LoaderRule::MonitorFeatures, LoaderRule::HeaderRevision, LoaderRule::EntryInImage,
          LoaderRule::StackInMseg, LoaderRule::GdtInMseg, LoaderRule::MemoryFitsMseg})
        CHECK(facts(rule).severity == Severity::Refused);
    for (std::size_t size = 0; size < LoaderBench::image_size; size += 0x7f) {
        LoaderBench bench; // whose entry is at its end
        bench.image.resize(size);
        CHECK_FALSE(bench.load().loaded());
        CHECK(bench.untouched());
    }
}
