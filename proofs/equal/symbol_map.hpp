// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

// What the lowering says that it did: which C name stands for which C++ symbol (the --map file of redoubt-lower).
namespace redoubt::equal {

struct LoweredFunction {
    std::string cxx;  // symbol of the C++ object file
    std::string c;    // symbol of the C object file
    std::string name; // as people write it
    bool defined = false;
};

struct SymbolMap {
    std::vector<LoweredFunction> functions;
    std::map<std::string, std::string> types;   // LLVM's names of record types, C++ to C
    std::map<std::string, std::string> symbols; // functions and globals, C++ to C

    [[nodiscard]] std::size_t defined() const;
    [[nodiscard]] std::string c_symbol(std::string const& cxx) const; // itself when it is not mapped
};

// Throws std::runtime_error with one line that says what is wrong: unreadable, malformed, or two names mapped to one.
[[nodiscard]] SymbolMap read_symbol_map(std::filesystem::path const& file);

} // namespace redoubt::equal
