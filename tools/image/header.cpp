// SPDX-License-Identifier: Apache-2.0
#include "tools/image/header.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fmt/core.h>

namespace redoubt::image {
namespace {

using stm::abi::MsegHeader;
using stm::abi::SoftwareStmHeader;
using stm::abi::StmHeader;

constexpr std::uint64_t page = 0x1000;

std::uint64_t in_pages(std::uint64_t bytes) {
    return (bytes + page - 1) / page * page;
}

// A present segment descriptor at a selector (SDM vol. 3A 3.4.5): its bits 47:40 and 55:52, or 0.
std::uint64_t descriptor(StmHeader const& header, std::string_view image, std::uint64_t selector) {
    std::uint64_t value = 0;
    auto const at = std::uint64_t{header.hw_stm_hdr.gdtr_base_offset} + selector;
    if (selector + 7 > header.hw_stm_hdr.gdtr_limit || at + sizeof value > image.size()) return 0;
    std::memcpy(&value, image.data() + at, sizeof value);
    return value;
}

bool is_code64(std::uint64_t value) {
    return (value >> 40 & 0x9a) == 0x9a && (value >> 53 & 1) == 1 && (value >> 54 & 1) == 0;
}

bool is_data(std::uint64_t value) {
    return (value >> 40 & 0x9a) == 0x92;
}

} // namespace

std::optional<StmHeader> read_header(std::string_view image) {
    StmHeader header{};
    if (image.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, image.data(), sizeof header);
    return header;
}

void judge_header(StmHeader const& header, std::string_view image, Elf const& elf, std::vector<Finding>& findings) {
    auto const& hard = header.hw_stm_hdr;
    auto const& soft = header.sw_stm_hdr;
    auto const expect = [&](bool good, char const* field, std::string const& text) {
        if (!good) findings.push_back({rule::header, field, text});
    };
    auto const additional = std::uint64_t{soft.additional_dynamic_memory_size};
    auto const memory = in_pages(soft.static_image_size) + additional;
    auto const entry = std::ranges::find_if(elf.sections, [&](Section const& section) {
        return section.executable && section.address <= hard.eip_offset &&
               hard.eip_offset < section.address + section.size;
    });

    expect(hard.monitor_features == MsegHeader::kIa32e, "monitor_features", "not 64-bit mode alone");
    expect(std::uint64_t{hard.gdtr_base_offset} + hard.gdtr_limit < image.size(), "gdtr_base_offset",
           "the table ends outside the image");
    expect(hard.cs_selector != 0 && hard.cs_selector % 8 == 0, "cs_selector", "no selector of ring 0 in the GDT");
    expect(is_code64(descriptor(header, image, hard.cs_selector)), "cs_selector", "not a 64-bit code segment");
    expect(is_data(descriptor(header, image, hard.cs_selector + 8)), "cs_selector",
           "the next descriptor is not a writable data segment");
    expect(entry != elf.sections.end(), "eip_offset", "not in an executable section");
    expect(hard.eip_offset == elf.entry, "eip_offset", "not the entry that was linked");
    expect(hard.esp_offset <= memory, "esp_offset", "outside the memory that is asked for");
    expect(hard.cr3_offset % page == 0, "cr3_offset", "not on a page");
    expect(hard.cr3_offset >= soft.static_image_size &&
               hard.cr3_offset + std::uint64_t{stm::abi::kPageTableSize} <= memory,
           "cr3_offset", "the loader's page tables would lie on the image, or outside the memory that is asked for");
    expect(soft.stm_spec_ver_major == SoftwareStmHeader::kSpecVersionMajor &&
               soft.stm_spec_ver_minor == SoftwareStmHeader::kSpecVersionMinor && soft.reserved == 0,
           "stm_spec_ver", "not the interface's");
    expect(soft.static_image_size == image.size(), "static_image_size",
           fmt::format("{}, the file has {} bytes", soft.static_image_size, image.size()));
    expect((soft.stm_features & SoftwareStmHeader::kReserved) == 0, "stm_features", "reserved bits are set");
    expect(soft.number_of_rev_ids >= 1 &&
               sizeof header + std::uint64_t{4} * soft.number_of_rev_ids <= stm::abi::kStmHeaderSize,
           "number_of_rev_ids", "none, or more than the header has room for");
    for (auto const& section : elf.sections)
        expect(section.address + section.size <= memory + std::uint64_t{soft.per_proc_dynamic_memory_size},
               "additional_dynamic_memory_size", fmt::format("{} ends outside", section.name));
}

} // namespace redoubt::image
