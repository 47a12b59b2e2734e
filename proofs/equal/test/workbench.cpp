// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/test/workbench.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace redoubt::equal::test {

void Workbench::function(std::string const& cxx, std::string const& c, bool defined) {
    map.functions.push_back({cxx, c, c, defined});
    map.symbols.emplace(cxx, c);
}

Comparison Workbench::compare() const {
    return equal::compare(map, product_source(scratch_ / "unit.cc"), product_source(scratch_ / "unit.c"));
}

void Workbench::write(char const* name, std::string const& text) const {
    write_file(scratch_ / name, text);
}

Source product_source(std::filesystem::path const& cxx_or_c) {
    bool const is_c = cxx_or_c.extension() == ".c";
    auto flags = read_flags(is_c ? REDOUBT_C_FLAGS : REDOUBT_CXX_FLAGS);
    flags.insert(flags.end(), {"-I", REDOUBT_SOURCE_ROOT});
    return {cxx_or_c, flags, is_c ? "clang-19" : "clang++-19"};
}

std::string read_file(std::filesystem::path const& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_file(std::filesystem::path const& file, std::string const& text) {
    std::ofstream out(file);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

bool mentions(Comparison const& comparison, std::string const& where, std::string const& detail) {
    return std::ranges::any_of(comparison.differences, [&](Difference const& each) {
        return each.where == where && each.detail.find(detail) != std::string::npos;
    });
}

} // namespace redoubt::equal::test
