// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// What the lowering says about one translation unit: the functions that a proof of it must speak about.
namespace redoubt::prove {

struct MappedFunction {
    std::string c = {};    // name in C, which Frama-C speaks of
    std::string cxx = {};  // symbol of the C++
    std::string name = {}; // name in C++
    std::string file = {};
    unsigned line = 0;
    bool defined = false; // here; else it is only declared, and used or not
    bool internal = false;
    bool contract = false;
    std::string contract_text = {}; // as Frama-C reads it
    unsigned loops = 0;
    unsigned ends = 0; // of paths, each with its check (proofs/lower/path_end.hpp)
    std::vector<std::string> clauses = {}; // names of clauses
    std::vector<std::string> calls = {};   // C names
};

// An annotation that may be taken for true: axioms and admits.
struct MappedAnnotation {
    std::string kind; // logic, admit, ...
    std::string file;
    std::string function; // C name, empty for logic
    std::string text;
};

struct UnitMap {
    std::string source;
    std::vector<MappedFunction> functions;
    std::vector<MappedAnnotation> annotations = {};
};

// Throws CannotRun for a text that is no map.
[[nodiscard]] UnitMap parse_map(std::string_view json);

} // namespace redoubt::prove
