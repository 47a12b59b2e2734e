// SPDX-License-Identifier: Apache-2.0
// C types for C++ types.
#pragma once

#include <string>

#include "proofs/lower/checker/unit.hpp"

namespace redoubt::lower {

// The C declaration of `declarator` (may be empty) with that type.
std::string c_declaration(Unit& unit, clang::QualType type, std::string const& declarator, clang::SourceLocation where);
// The C declaration of a parameter. A reference is an array of at least one element, so that the C compiler knows as
// much of the pointer as the C++ compiler.
std::string c_parameter(Unit& unit, clang::QualType type, std::string const& name, clang::SourceLocation where);
inline std::string c_type(Unit& unit, clang::QualType type, clang::SourceLocation where) {
    return c_declaration(unit, type.getUnqualifiedType(), "", where);
}

} // namespace redoubt::lower
