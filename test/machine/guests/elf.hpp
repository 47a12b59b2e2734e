// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace redoubt::machine::guest::test {

// What the tests look at in a linked ELF file.
struct Elf {
    struct Section {
        std::string name;
        uint32_t type;
        uint64_t flags;
        uint64_t address;
        uint64_t size;
    };
    struct Segment {
        uint32_t type;
        uint32_t flags;
        uint64_t size;
    };
    struct Symbol {
        std::string name;
        uint64_t address;
        bool defined;
    };

    uint16_t type;
    std::vector<Section> sections;
    std::vector<Segment> segments;
    std::vector<Symbol> symbols;

    [[nodiscard]] uint64_t address_of(std::string const& symbol) const; // throws, if there is none
};

// The file of one of the images, by its name.
[[nodiscard]] Elf read_elf(std::string const& name);

// Its bytes, such as of the flat file.
[[nodiscard]] std::vector<std::byte> read_image_file(std::string const& name);

} // namespace redoubt::machine::guest::test
