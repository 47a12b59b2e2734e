// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"
#include "tools/image/header.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"

#include <algorithm>
#include <cstring>
#include <doctest/doctest.h>

using namespace redoubt;

namespace {

struct Real {
    image::Elf elf = image::read_elf(support::build_dir() / "image/redoubt.elf");
    std::string raw = support::read_file(support::build_dir() / "image/redoubt.stm");

    [[nodiscard]] std::uint64_t at(std::size_t offset, unsigned bytes) const {
        std::uint64_t value = 0;
        for (unsigned i = bytes; i-- > 0;)
            value = value << 8 | static_cast<unsigned char>(raw.at(offset + i));
        return value;
    }
    [[nodiscard]] std::vector<image::Finding> judge() const {
        std::vector<image::Finding> findings;
        image::judge_header(*image::read_header(raw), raw, elf, findings);
        return findings;
    }
    void put(std::size_t offset, std::uint32_t value) { std::memcpy(raw.data() + offset, &value, sizeof value); }
};

} // namespace

TEST_CASE("REQ-IMG-05: the header has what the processor reads, by the SDM's offsets") {
    Real const real;
    CHECK(real.at(0x00, 4) == 0); // MSEG revision
    CHECK(real.at(0x04, 4) == 1); // IA-32e mode
    auto const limit = real.at(0x08, 4);
    auto const gdt = real.at(0x0c, 4);
    auto const selector = real.at(0x10, 4);
    CHECK(gdt + limit < real.raw.size());
    CHECK(selector + 15 <= limit);
    CHECK(real.at(gdt + selector, 8) == 0x00af9b000000ffff);     // 64-bit code
    CHECK(real.at(gdt + selector + 8, 8) == 0x00cf93000000ffff); // data
    CHECK(real.at(0x14, 4) == real.elf.entry);
    CHECK(real.at(0x1c, 4) % 0x1000 == 0);
    for (std::size_t i = 0x20; i < 0x800; ++i)
        CHECK_MESSAGE(real.raw[i] == 0, i);
}

TEST_CASE("REQ-IMG-05: the header has what loaders read, and the memory that they then give is enough") {
    Real const real;
    CHECK(real.at(0x800, 1) == 1);
    CHECK(real.at(0x801, 1) == 0);
    CHECK(real.at(0x802, 2) == 0);
    CHECK(real.at(0x804, 4) == real.raw.size());
    CHECK(real.at(0x810, 4) == 3);
    CHECK(real.at(0x814, 4) == 1);
    CHECK(real.at(0x818, 4) == 0x80010100);
    auto const memory = real.at(0x804, 4) + real.at(0x80c, 4); // whatever the number of processors
    CHECK(real.at(0x1c, 4) >= real.raw.size());
    CHECK(real.at(0x1c, 4) + 6 * 0x1000 <= memory);
    CHECK(real.at(0x18, 4) <= memory);
    for (auto const& section : real.elf.sections)
        CHECK(section.address + section.size <= memory);
}

TEST_CASE("REQ-IMG-05: each field that does not describe the image is found") {
    Real const good;
    CHECK(good.judge().empty());
    struct Case {
        char const* field;
        std::size_t offset;
        std::uint32_t value;
    };
    auto const gdt = static_cast<std::uint32_t>(good.at(0x0c, 4));
    for (auto const& [field, offset, value] : {
             Case{"monitor_features", 0x04, 0},
             Case{"monitor_features", 0x04, 3},
             Case{"gdtr_base_offset", 0x0c, static_cast<std::uint32_t>(good.raw.size()) - 8},
             Case{"cs_selector", 0x10, 0},
             Case{"cs_selector", 0x10, 0x0b},             // ring 3
             Case{"cs_selector", 0x10, 0x10},             // data
             Case{"cs_selector", gdt + 0x14, 0x00cf9b00}, // SS would be code
             Case{"eip_offset", 0x14, 0},                 // the header
             Case{"eip_offset", 0x14, static_cast<std::uint32_t>(good.elf.entry) + 1},
             Case{"esp_offset", 0x18, 0x7fffffff},
             Case{"cr3_offset", 0x1c, static_cast<std::uint32_t>(good.at(0x1c, 4)) + 8},
             Case{"cr3_offset", 0x1c, 0x1000}, // on the code
             Case{"cr3_offset", 0x1c, 0xfffff000},
             Case{"stm_spec_ver", 0x800, 0x00000002},
             Case{"static_image_size", 0x804, 0},
             Case{"additional_dynamic_memory_size", 0x80c, 6 * 0x1000},
             Case{"stm_features", 0x810, 4},
             Case{"number_of_rev_ids", 0x814, 0},
             Case{"number_of_rev_ids", 0x814, 0x40000000},
         }) {
        CAPTURE(field);
        CAPTURE(value);
        Real wrong;
        wrong.put(offset, value);
        auto const findings = wrong.judge();
        CHECK(std::ranges::any_of(findings, [&](auto const& finding) { return finding.where == field; }));
    }
}

TEST_CASE("image: a file to flash that is not what was linked is found") {
    Real real;
    image::Evidence const none;
    auto const about_raw = [&](std::string const& raw) {
        auto const audit = image::audit_image(real.elf, raw, none);
        return std::ranges::count(audit.findings, image::rule::raw_image, &image::Finding::rule);
    };
    CHECK(about_raw(real.raw) == 0);
    CHECK(about_raw(real.raw + '\0') == 1);
    CHECK(about_raw(real.raw.substr(0, real.raw.size() - 1)) == 1);
    CHECK(about_raw("") == 1);
    real.raw[real.raw.size() / 2] ^= 1;
    CHECK(about_raw(real.raw) == 1);
}
