// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "proofs/equal/equal.hpp"
#include "tools/support/scratch.hpp"

namespace redoubt::equal::test {

// Two texts and a map, compared with the product's flags.
class Workbench {
public:
    void cxx(std::string const& text) { write("unit.cc", text); }
    void c(std::string const& text) { write("unit.c", text); }
    SymbolMap map;

    // A function of the map; its C++ name is the mangled one.
    void function(std::string const& cxx, std::string const& c, bool defined = true);
    void record(std::string const& cxx, std::string const& c) { map.types.emplace(cxx, c); }
    void global(std::string const& cxx, std::string const& c) { map.symbols.emplace(cxx, c); }

    [[nodiscard]] Comparison compare() const;

private:
    void write(char const* name, std::string const& text) const;
    support::Scratch scratch_;
};

[[nodiscard]] Source product_source(std::filesystem::path const& cxx_or_c);
[[nodiscard]] std::string read_file(std::filesystem::path const& file);
void write_file(std::filesystem::path const& file, std::string const& text);

// Whether a difference speaks of this.
[[nodiscard]] bool mentions(Comparison const& comparison, std::string const& where, std::string const& detail = "");

} // namespace redoubt::equal::test
