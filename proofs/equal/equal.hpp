// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "proofs/equal/front_end.hpp"
#include "proofs/equal/symbol_map.hpp"

namespace redoubt::equal {

enum class Verdict {
    Equal,
    Inlined, // object code only: emitted on neither side
    Differs,
    Missing, // on one side or both
};

struct FunctionVerdict {
    LoweredFunction function;
    Verdict ir = Verdict::Missing;
    Verdict object = Verdict::Missing;
};

struct Difference {
    std::string where;  // "IR of function f", "object code: section .rodata"
    std::string detail; // a unified diff, C++ to C, or a sentence
};

struct Comparison {
    std::vector<FunctionVerdict> functions; // each that the map says is defined
    std::size_t data = 0;                   // variables and constants compared in IR
    std::size_t types = 0;                  // record types compared in IR
    std::size_t sections = 0;               // loaded sections compared in the object files
    std::vector<Difference> differences;    // empty: equal

    [[nodiscard]] bool equal() const { return differences.empty(); }
    [[nodiscard]] std::size_t count_ir(Verdict verdict) const;
    [[nodiscard]] std::size_t count_object(Verdict verdict) const;
};

// Compiles both files twice, into a directory of its own that it removes, and compares. Throws std::runtime_error when that cannot
// be done; what differs is in the result.
[[nodiscard]] Comparison compare(SymbolMap const& map, Source const& cxx, Source const& c);

} // namespace redoubt::equal
