// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/object_file.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/BinaryFormat/ELF.h>
#include <llvm/Object/ELFObjectFile.h>

namespace redoubt::equal {
namespace {

using Elf = llvm::object::ELF64LEObjectFile;

template <class T>
T get(llvm::Expected<T> value) {
    if (!value) throw std::runtime_error(llvm::toString(value.takeError()));
    return std::move(*value);
}

// Sections are named after what they hold: .text._ZN…, .rodata..L__const._ZN….name; mangled names have no dot.
std::string c_section(std::string const& name, SymbolMap const* map) {
    if (!map) return name;
    llvm::SmallVector<llvm::StringRef> parts;
    llvm::StringRef(name).split(parts, '.');
    std::vector<std::string> renamed;
    for (auto const& part : parts)
        renamed.push_back(map->c_symbol(part.str()));
    return llvm::join(renamed, ".");
}

// Clang calls a local constant __const.<function>.<variable>.
std::string c_symbol(std::string const& name, SymbolMap const* map) {
    return name.find('.') == std::string::npos && map ? map->c_symbol(name) : c_section(name, map);
}

std::string section_name(llvm::object::SectionRef const& section, SymbolMap const* map) {
    return c_section(get(section.getName()).str(), map);
}

std::string target_name(Elf const& object, llvm::object::RelocationRef const& relocation, SymbolMap const* map) {
    auto const symbol = relocation.getSymbol();
    if (symbol == object.symbol_end()) return "";
    if (get(symbol->getType()) == llvm::object::SymbolRef::ST_Debug) // how the library calls a section's own symbol
        return "section " + section_name(*get(symbol->getSection()), map);
    return c_symbol(get(symbol->getName()).str(), map);
}

std::vector<Relocation> read_relocations(Elf const& object, llvm::object::SectionRef const& of, SymbolMap const* map) {
    std::vector<Relocation> list;
    for (auto const& table : object.sections()) {
        if (get(table.getRelocatedSection()) == object.section_end() || *get(table.getRelocatedSection()) != of)
            continue;
        for (llvm::object::ELFRelocationRef const relocation : table.relocations())
            list.push_back({relocation.getOffset(), relocation.getType(), get(relocation.getAddend()),
                            target_name(object, relocation, map)});
    }
    std::ranges::sort(list, [](Relocation const& a, Relocation const& b) {
        return std::tie(a.offset, a.type, a.target, a.addend) < std::tie(b.offset, b.type, b.target, b.addend);
    });
    return list;
}

std::vector<Label> read_labels(Elf const& object, llvm::object::SectionRef const& of, SymbolMap const* map) {
    std::vector<Label> list;
    for (auto const& symbol : object.symbols()) {
        auto const kind = symbol.getELFType();
        if (kind != llvm::ELF::STT_FUNC && kind != llvm::ELF::STT_OBJECT) continue;
        auto const section = get(symbol.getSection());
        if (section == object.section_end() || *section != of) continue;
        // STB_WEAK is C++'s inline; its C is static. Neither is what another file calls.
        list.push_back({c_symbol(get(symbol.getName()).str(), map), get(symbol.getValue()), symbol.getSize(),
                        kind == llvm::ELF::STT_FUNC, symbol.getBinding() == llvm::ELF::STB_GLOBAL});
    }
    std::ranges::sort(
        list, [](Label const& a, Label const& b) { return std::tie(a.offset, a.name) < std::tie(b.offset, b.name); });
    return list;
}

Section read_section(Elf const& object, llvm::object::ELFSectionRef const& from, SymbolMap const* map) {
    auto const& header = *object.getSection(from.getRawDataRefImpl());
    // A group lets the linker keep one of several equal copies; C's static copy has no group.
    Section section{.flags = from.getFlags() & ~static_cast<std::uint64_t>(llvm::ELF::SHF_GROUP),
                    .type = from.getType(),
                    .size = from.getSize(),
                    .alignment = header.sh_addralign,
                    .entry_size = header.sh_entsize,
                    .bytes = from.isBSS() ? "" : get(from.getContents()).str(),
                    .relocations = read_relocations(object, from, map),
                    .labels = read_labels(object, from, map)};
    return section;
}

} // namespace

bool Section::executable() const {
    return (flags & llvm::ELF::SHF_EXECINSTR) != 0;
}

Section const* ObjectText::section_of(std::string const& function) const {
    auto const found = sections.find(".text." + function);
    return found == sections.end() ? nullptr : &found->second;
}

ObjectText read_object(std::filesystem::path const& file, SymbolMap const* map) {
    auto const owner = get(llvm::object::ObjectFile::createObjectFile(file.string()));
    auto const* const object = llvm::dyn_cast<Elf>(owner.getBinary());
    if (!object || object->getArch() != llvm::Triple::x86_64)
        throw std::runtime_error(fmt::format("{} is not an x86-64 ELF object", file.string()));
    ObjectText text;
    for (llvm::object::ELFSectionRef const section : object->sections()) {
        if ((section.getFlags() & llvm::ELF::SHF_ALLOC) == 0 || section.getSize() == 0) continue;
        auto const name = section_name(section, map);
        if (name == ".text")
            throw std::runtime_error(fmt::format("{}: code outside a function's own section", file.string()));
        if (!text.sections.emplace(name, read_section(*object, section, map)).second)
            throw std::runtime_error(fmt::format("{}: two sections are called {}", file.string(), name));
    }
    return text;
}

} // namespace redoubt::equal
