// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "proofs/equal/symbol_map.hpp"
#include "proofs/equal/text_diff.hpp"

namespace redoubt::equal {

// A translation unit in its canonical form, as text by C name.
struct IrText {
    std::map<std::string, Lines> functions;    // that have a body
    std::map<std::string, Lines> declarations; // that have none
    std::map<std::string, Lines> data;
    std::map<std::string, Lines> types;
    std::set<std::string> discardable; // functions that the compiler may leave out once it has inlined them
};

// Reads bitcode, gives everything its C name, drops what C cannot express, runs the one pipeline, and prints.
// `map` is null for the C side, whose names are C names already. Throws std::runtime_error.
[[nodiscard]] IrText canonical_ir(std::filesystem::path const& bitcode, SymbolMap const* map);

} // namespace redoubt::equal
