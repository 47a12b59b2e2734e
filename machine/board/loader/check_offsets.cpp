// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/checks.hpp"

#include <fmt/format.h>

namespace redoubt::machine {
namespace {

using stm::abi::MsegHeader;

constexpr uint64_t descriptor_size = 8;
constexpr uint32_t selector_bits = 0xfff8; // others ask for another table, or for less privilege
constexpr uint32_t largest_gdt_limit = 0xffff;

void check_entry(LoadRequest const& request, StmImage const& image, LoaderFindings& findings) {
    auto const& header = image.hardware;
    if (header.eip_offset >= image.bytes.size())
        violate(
            findings, LoaderRule::EntryInImage,
            fmt::format("EIP offset {:#x} is outside the image, {:#x} bytes", header.eip_offset, image.bytes.size()));
    if (header.esp_offset < sizeof(uint64_t) || header.esp_offset > request.mseg.size)
        violate(findings, LoaderRule::StackInMseg,
                fmt::format("ESP offset {:#x} has no stack below it in MSEG, {:#x} bytes", header.esp_offset,
                            request.mseg.size));
}

void check_gdt(LoadRequest const& request, MsegHeader const& header, LoaderFindings& findings) {
    auto const size = uint64_t{header.gdtr_limit} + 1;
    if (header.gdtr_limit > largest_gdt_limit || header.gdtr_base_offset + size > request.mseg.size)
        violate(findings, LoaderRule::GdtInMseg,
                fmt::format("GDT at offset {:#x}, limit {:#x}: not in MSEG, {:#x} bytes", header.gdtr_base_offset,
                            header.gdtr_limit, request.mseg.size));
    // The data segments' descriptor is the next one.
    auto const end = uint64_t{header.cs_selector} + 2 * descriptor_size;
    if ((header.cs_selector & ~selector_bits) != 0 || header.cs_selector == 0 || end > size)
        violate(findings, LoaderRule::SelectorsInGdt,
                fmt::format("CS selector {:#x}, or the one behind it, is not in the GDT, limit {:#x}",
                            header.cs_selector, header.gdtr_limit));
}

void check_page_tables(LoadRequest const& request, StmImage const& image, LoaderFindings& findings) {
    auto const offset = image.hardware.cr3_offset;
    if (offset % kPageSize != 0)
        violate(findings, LoaderRule::PageTablesAligned, fmt::format("CR3 offset {:#x}", offset));
    if (image.page_tables_end() > request.mseg.size)
        violate(findings, LoaderRule::PageTablesInMseg,
                fmt::format("page tables at CR3 offset {:#x} end behind MSEG, {:#x} bytes", offset, request.mseg.size));
    if (offset < stm::abi::kStmHeaderSize)
        violate(findings, LoaderRule::PageTablesBehindHeader,
                fmt::format("page tables at CR3 offset {:#x} replace the header", offset));
    else if (offset < image.bytes.size())
        violate(findings, LoaderRule::PageTablesBehindImage,
                fmt::format("page tables at CR3 offset {:#x} replace a part of the image, {:#x} bytes", offset,
                            image.bytes.size()));
}

} // namespace

void check_offsets(LoadRequest const& request, StmImage const& image, LoaderFindings& findings) {
    check_entry(request, image, findings);
    check_gdt(request, image.hardware, findings);
    check_page_tables(request, image, findings);
}

} // namespace redoubt::machine
