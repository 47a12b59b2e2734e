// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/image/elf.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace redoubt::test {

// An image as the linker made it.
class Linked {
public:
    explicit Linked(std::filesystem::path const& file) : elf_(image::read_elf(file)) {}

    [[nodiscard]] image::Elf const& elf() const { return elf_; }
    [[nodiscard]] std::uint64_t address_of(std::string const& symbol) const; // throws when there is none
    [[nodiscard]] std::uint64_t raw_size() const;

private:
    image::Elf elf_;
};

// The one that is flashed.
[[nodiscard]] Linked const& the_image();

// The same parts, with the routines that nothing calls yet.
[[nodiscard]] Linked const& the_image_with_all_routines();

} // namespace redoubt::test
