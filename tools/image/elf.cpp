// SPDX-License-Identifier: Apache-2.0
#include "tools/image/elf.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <llvm/BinaryFormat/ELF.h>
#include <llvm/Object/ELFObjectFile.h>
#include <stdexcept>
#include <tuple>

namespace redoubt::image {
namespace {

using Object = llvm::object::ELF64LEObjectFile;

template <class T>
T get(llvm::Expected<T> value) {
    if (!value) throw std::runtime_error(llvm::toString(value.takeError()));
    return std::move(*value);
}

bool is_relocation(std::uint64_t type) {
    return type == llvm::ELF::SHT_REL || type == llvm::ELF::SHT_RELA || type == llvm::ELF::SHT_RELR ||
           type == llvm::ELF::SHT_CREL;
}

void read_sections(Object const& object, Elf& elf) {
    for (llvm::object::ELFSectionRef const section : object.sections()) {
        auto const name = get(section.getName()).str();
        if (section.getSize() == 0) continue;
        if (is_relocation(section.getType())) elf.relocations.push_back(name);
        if ((section.getFlags() & llvm::ELF::SHF_ALLOC) == 0) continue;
        elf.sections.push_back({.name = name,
                                .address = section.getAddress(),
                                .size = section.getSize(),
                                .writable = (section.getFlags() & llvm::ELF::SHF_WRITE) != 0,
                                .executable = (section.getFlags() & llvm::ELF::SHF_EXECINSTR) != 0,
                                .bytes = section.isBSS() ? "" : get(section.getContents()).str()});
    }
    std::ranges::sort(elf.sections, {}, &Section::address);
}

void read_segments(Object const& object, Elf& elf) {
    for (auto const& header : get(object.getELFFile().program_headers()))
        if (header.p_type == llvm::ELF::PT_LOAD)
            elf.segments.push_back({.address = header.p_vaddr,
                                    .size = header.p_memsz,
                                    .writable = (header.p_flags & llvm::ELF::PF_W) != 0,
                                    .executable = (header.p_flags & llvm::ELF::PF_X) != 0});
}

// A name in code is a function, whatever type the assembler gave it; a place inside another function is not.
bool is_function(Object const& object, llvm::object::ELFSymbolRef const& symbol) {
    auto const section = get(symbol.getSection());
    if (section == object.section_end() || !section->isText())
        return false; // also values, whatever type they were given
    return symbol.getELFType() == llvm::ELF::STT_FUNC || symbol.getSize() > 0;
}

void read_symbols(Object const& object, Elf& elf) {
    for (llvm::object::ELFSymbolRef const symbol : object.symbols()) {
        auto const kind = symbol.getELFType();
        if (kind == llvm::ELF::STT_FILE || kind == llvm::ELF::STT_SECTION) continue;
        auto const name = get(symbol.getName()).str();
        if ((get(symbol.getFlags()) & llvm::object::SymbolRef::SF_Undefined) != 0) {
            if (!name.empty()) elf.undefined.push_back(name);
            continue;
        }
        bool const function = is_function(object, symbol);
        (function ? elf.functions : elf.others).push_back({name, get(symbol.getValue()), symbol.getSize(), function});
    }
    std::ranges::sort(elf.functions, [](Symbol const& a, Symbol const& b) {
        return std::tie(a.address, a.name) < std::tie(b.address, b.name);
    });
}

} // namespace

std::optional<std::uint64_t> Elf::value_of(std::string_view name) const {
    auto const found = std::ranges::find(others, name, &Symbol::name);
    return found == others.end() ? std::nullopt : std::optional(found->address);
}

Elf read_elf(std::filesystem::path const& file) {
    try {
        auto const owner = get(llvm::object::ObjectFile::createObjectFile(file.string()));
        auto const* const object = llvm::dyn_cast<Object>(owner.getBinary());
        if (object == nullptr || object->getArch() != llvm::Triple::x86_64 || object->isRelocatableObject())
            throw std::runtime_error("not a linked x86-64 ELF file");
        Elf elf;
        elf.entry = object->getELFFile().getHeader().e_entry;
        read_sections(*object, elf);
        read_segments(*object, elf);
        read_symbols(*object, elf);
        return elf;
    } catch (std::runtime_error const& problem) {
        throw std::runtime_error(fmt::format("{}: {}", file.string(), problem.what()));
    }
}

} // namespace redoubt::image
