// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace redoubt::mutants {

// One wrong program: the file with one stretch of text replaced.
struct Mutation {
    std::string id;       // file:function:operator:ordinal, stable while the function keeps its shape
    std::string file;     // relative to the root
    std::string function; // as people write it: stm::Policy::protect
    std::string rule;     // row of operators.cpp
    unsigned line = 0;
    unsigned column = 0;
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string original;
    std::string replacement;
};

[[nodiscard]] std::string apply(Mutation const& mutation, std::string const& text);

[[nodiscard]] std::string to_json(std::vector<Mutation> const& mutations);

} // namespace redoubt::mutants
