// SPDX-License-Identifier: Apache-2.0
#include "test/machine/guests/elf.hpp"

#include <cstring>
#include <elf.h>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>

namespace redoubt::machine::guest::test {
namespace {

template <typename T>
[[nodiscard]] T at(std::span<std::byte const> bytes, uint64_t offset) {
    T value;
    if (offset > bytes.size() || bytes.size() - offset < sizeof value) throw std::out_of_range("beyond the ELF file");
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

[[nodiscard]] std::string text_at(std::span<std::byte const> bytes, uint64_t offset) {
    std::string text;
    for (; at<char>(bytes, offset) != '\0'; ++offset)
        text += at<char>(bytes, offset);
    return text;
}

} // namespace

uint64_t Elf::address_of(std::string const& symbol) const {
    for (auto const& each : symbols)
        if (each.name == symbol) return each.address;
    throw std::out_of_range("no symbol " + symbol);
}

std::vector<std::byte> read_image_file(std::string const& name) {
    std::ifstream file(REDOUBT_GUEST_IMAGES "/" + name, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + name);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    auto const bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

Elf read_elf(std::string const& name) {
    auto const bytes = read_image_file(name);
    auto const header = at<Elf64_Ehdr>(bytes, 0);
    Elf elf{.type = header.e_type, .sections = {}, .segments = {}, .symbols = {}};

    for (unsigned i = 0; i < header.e_phnum; ++i) {
        auto const segment = at<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr));
        elf.segments.push_back({segment.p_type, segment.p_flags, segment.p_memsz});
    }
    auto const section = [&](unsigned i) { return at<Elf64_Shdr>(bytes, header.e_shoff + i * sizeof(Elf64_Shdr)); };
    auto const names = section(header.e_shstrndx).sh_offset;
    for (unsigned i = 0; i < header.e_shnum; ++i) {
        auto const each = section(i);
        elf.sections.push_back(
            {text_at(bytes, names + each.sh_name), each.sh_type, each.sh_flags, each.sh_addr, each.sh_size});
        if (each.sh_type != SHT_SYMTAB) continue;
        auto const strings = section(each.sh_link).sh_offset;
        for (uint64_t offset = sizeof(Elf64_Sym); offset < each.sh_size; offset += sizeof(Elf64_Sym)) {
            auto const symbol = at<Elf64_Sym>(bytes, each.sh_offset + offset);
            elf.symbols.push_back(
                {text_at(bytes, strings + symbol.st_name), symbol.st_value, symbol.st_shndx != SHN_UNDEF});
        }
    }
    return elf;
}

} // namespace redoubt::machine::guest::test
