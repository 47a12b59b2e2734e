// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What of a linked ELF file matters to the audit.
namespace redoubt::image {

struct Symbol {
    std::string name;
    std::uint64_t address = 0; // or value
    std::uint64_t size = 0;
    bool function = false;
};

// A section that is loaded.
struct Section {
    std::string name;
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    bool writable = false;
    bool executable = false;
    std::string bytes = {}; // empty: zeros that are not in the file
};

struct Segment {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    bool writable = false;
    bool executable = false;
};

struct Elf {
    std::uint64_t entry = 0;
    std::vector<Section> sections; // by address, without empty ones
    std::vector<Segment> segments;
    std::vector<Symbol> functions; // by address
    std::vector<Symbol> others;
    std::vector<std::string> undefined;
    std::vector<std::string> relocations; // sections that hold any

    // The value of a symbol that is no function.
    [[nodiscard]] std::optional<std::uint64_t> value_of(std::string_view name) const;
};

// Throws std::runtime_error for what is no linked x86-64 ELF file.
[[nodiscard]] Elf read_elf(std::filesystem::path const& file);

} // namespace redoubt::image
