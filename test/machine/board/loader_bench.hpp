// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"
#include "machine/board/stm_loader.hpp"
#include "machine/board/usual_resources.hpp"
#include "test/machine/board/bytes.hpp"
#include "test/machine/board/reports.hpp"

#include <optional>
#include <vector>

namespace redoubt::test {

// An image that keeps all rules, and a platform for it; a test changes what it is about before it loads. Memory that is
// to be written holds A5h before.
class LoaderBench {
public:
    static constexpr std::byte before{0xa5};
    static constexpr uint32_t image_size = 0x3000;

    explicit LoaderBench(machine::Style style = machine::Style::Edk2, unsigned processors = 2)
        : layout{.processors = processors}, resources(machine::usual_resources(layout, style)) {
        for (std::size_t i = 0; i < image.size(); ++i)
            image[i] = static_cast<std::byte>(i * 7 + 1);
        make_header();
        request.style = style;
        for (unsigned i = 0; i < processors; ++i)
            request.processors.push_back(handler(i));
        request.tseg = request.smrr = layout.tseg;
        request.mseg = layout.mseg;
        request.vmx_basic = 0x00da040000001234; // regions of 1 KiB, dual monitor
        request.vmx_misc = 0x0000001500008000;  // MSEG revision 15h
        request.physical_bits = 39;
        request.pm_block = layout.pm_block;
        request.acpi_rsdp = layout.acpi.base;
        request.resource_list = layout.resource_list.base;
    }

    // The header's words, at their offsets
    void set(std::size_t offset, unsigned size, uint64_t value) { put(image, offset, size, value); }

    [[nodiscard]] machine::LoadResult load() {
        memory.emplace(reports);
        for (auto const& range : ram)
            memory->add_ram(range);
        for (auto const& range : written())
            fill(range);
        request.image = image;
        request.resources = resources;
        return machine::load_stm(*memory, request);
    }

    [[nodiscard]] std::vector<std::byte> at(uint64_t address, uint64_t size) {
        std::vector<std::byte> bytes;
        for (uint64_t i = 0; i < size; ++i)
            bytes.push_back(*memory->ram(address + i));
        return bytes;
    }
    [[nodiscard]] bool untouched() {
        for (auto const& range : written())
            for (uint64_t i = 0; i < range.size; ++i)
                if (auto const* const byte = memory->ram(range.base + i); byte != nullptr && *byte != before)
                    return false;
        return true;
    }

    machine::PlatformLayout layout;
    std::vector<std::byte> image = std::vector<std::byte>(image_size);
    std::vector<std::byte> resources;
    std::vector<machine::Range> ram{layout.ram};
    machine::LoadRequest request{};
    Reports reports = {};
    std::optional<machine::PhysicalMemory> memory = {};

private:
    void make_header() {
        set(0x00, 4, 0x15);    // revision
        set(0x04, 4, 1);       // IA-32e
        set(0x08, 4, 0x47);    // GDT limit
        set(0x0c, 4, 0x1000);  // GDT
        set(0x10, 4, 0x38);    // CS; SS 40h is the last descriptor
        set(0x14, 4, 0x2fff);  // EIP: the last byte
        set(0x18, 4, 0x20000); // ESP
        set(0x1c, 4, 0x3000);  // CR3: right behind the image
        set(0x800, 1, 1);
        set(0x801, 1, 0);
        set(0x802, 2, 0);
        set(0x804, 4, image_size); // static
        set(0x808, 4, 0x8000);     // a processor
        set(0x80c, 4, 0x20000);    // additional
        set(0x810, 4, 3);          // Intel 64, EPT
        set(0x814, 4, 2);
        set(0x818, 4, 0x80010101);
        set(0x81c, 4, 0x80010100);
    }

    [[nodiscard]] machine::SmiHandler handler(unsigned i) const {
        auto const code = layout.smi_handler().base;
        auto const own = code + 0x10000 * (i + 1);
        return {.smbase = layout.smbase(i),
                .apic_id = machine::PlatformLayout::apic_id(i),
                .rip = layout.smbase(i) + 0x8123,
                .gdt_base = own,
                .gdt_size = 0x50,
                .cr3 = code + 0x1000,
                .rsp = own + 0x3ff8,
                .setup_rip = code + 0x200,
                .teardown_rip = code + 0x300,
                .exception_rip = code + 0x400,
                .exception_rsp = own + 0x5000};
    }

    // What a load writes; of MSEG, the parts that a short image reaches.
    [[nodiscard]] std::vector<machine::Range> written() const {
        std::vector<machine::Range> ranges{{request.mseg.base, 0x10000}, {request.resource_list, 0x100}};
        for (auto const& processor : request.processors)
            ranges.push_back({processor.smbase + 0xfb00, 0x100});
        return ranges;
    }
    void fill(machine::Range const& range) {
        for (uint64_t i = 0; i < range.size; ++i)
            if (auto* const byte = memory->ram(range.base + i)) *byte = before;
    }
};

} // namespace redoubt::test
