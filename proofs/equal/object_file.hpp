// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "proofs/equal/symbol_map.hpp"
#include "proofs/equal/text_diff.hpp"

namespace redoubt::equal {

struct Relocation {
    std::uint64_t offset = 0;
    std::uint64_t type = 0;
    std::int64_t addend = 0;
    std::string target; // a symbol, or "section " and its name
    bool operator==(Relocation const&) const = default;
};

// A name inside a section: a function or an object.
struct Label {
    std::string name;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    bool function = false;
    bool global = false;
    bool operator==(Label const&) const = default;
};

struct Section {
    std::uint64_t flags = 0;
    std::uint64_t type = 0;
    std::uint64_t size = 0; // also of a section that has no bytes (.bss)
    std::uint64_t alignment = 0;
    std::uint64_t entry_size = 0;
    std::string bytes;
    std::vector<Relocation> relocations; // by offset
    std::vector<Label> labels;           // by offset
    bool operator==(Section const&) const = default;
    [[nodiscard]] bool executable() const;
};

// What of an object file gets into the image: the sections that are loaded, by C name.
struct ObjectText {
    std::map<std::string, Section> sections;
    [[nodiscard]] Section const* section_of(std::string const& function) const;
};

// `map` is null for the C side. Throws std::runtime_error for anything that is not an x86-64 ELF object made with -ffunction-sections.
[[nodiscard]] ObjectText read_object(std::filesystem::path const& file, SymbolMap const* map);

// For people, when sections differ: instructions, or rows of bytes, with the relocations between them.
[[nodiscard]] Lines section_text(Section const& section);

} // namespace redoubt::equal
