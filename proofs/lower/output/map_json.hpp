// SPDX-License-Identifier: Apache-2.0
// The map from C++ to C: what the equality check and the prover driver need to know about a lowered file.
#pragma once

#include <string>
#include <vector>

namespace redoubt::lower {

struct FunctionEntry {
    std::string cxx;  // symbol in the C++ object
    std::string c;    // symbol in the C object
    std::string name; // C++ qualified name
    std::string file;
    unsigned line = 0;
    bool defined = false;
    bool internal = false;  // static in C++
    bool is_inline = false; // inline in C++, static inline in C
    bool contract = false;
    unsigned loops = 0;
    unsigned ends = 0;                // ends of paths, each with a check that must not be proven
    std::vector<std::string> clauses; // names of the contract's clauses
    std::vector<std::string> calls;   // symbols in the C++ object
    std::string contract_text;        // resolved, for --show-contracts only
};

struct NamePair {
    std::string cxx;
    std::string c;
};

struct AnnotationEntry {
    std::string file;
    unsigned line = 0;
    std::string kind;
    std::string function;
    std::string text;
};

struct Map {
    std::string source;
    std::vector<FunctionEntry> functions;
    std::vector<NamePair> types;
    std::vector<NamePair> globals;
    std::vector<AnnotationEntry> annotations;
};

std::string to_json(Map const& map);
std::string show_contracts(Map const& map);

} // namespace redoubt::lower
