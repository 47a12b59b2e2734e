// SPDX-License-Identifier: Apache-2.0
#include "test/boot/linked.hpp"

#include "tools/support/places.hpp"
#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

#include <algorithm>
#include <stdexcept>

namespace redoubt::test {

std::uint64_t Linked::address_of(std::string const& symbol) const {
    for (auto const* list : {&elf_.functions, &elf_.others})
        if (auto const found = std::ranges::find(*list, symbol, &image::Symbol::name); found != list->end())
            return found->address;
    throw std::runtime_error("the image has no " + symbol);
}

std::uint64_t Linked::raw_size() const {
    std::uint64_t end = 0;
    for (auto const& section : elf_.sections)
        if (!section.bytes.empty()) end = std::max(end, section.address + section.size);
    return end;
}

Linked const& the_image() {
    static Linked const image(support::build_dir() / "image" / "redoubt.elf");
    return image;
}

Linked const& the_image_with_all_routines() {
    static Linked const image = [] {
        support::Scratch const scratch;
        auto const file = scratch / "all.elf";
        auto const link =
            support::run_captured({.argv = {"ld.lld-19", "@" + (support::build_dir() / "image" / "link.txt").string(),
                                            "--no-gc-sections", "-o", file}});
        if (!link.ok()) throw std::runtime_error(link.err);
        return Linked(file);
    }();
    return image;
}

} // namespace redoubt::test
