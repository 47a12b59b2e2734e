// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace redoubt::image {

// What speaks against an image.
struct Finding {
    std::string rule;
    std::string where; // a symbol or a section
    std::string text;
};

namespace rule {
inline constexpr auto relocation = "relocation";           // needs a loader that relocates
inline constexpr auto undefined = "undefined-symbol";      //
inline constexpr auto writable_code = "writable-code";     // a section or segment that is writable and executable
inline constexpr auto unnamed_code = "unnamed-code";       // executable bytes outside every function
inline constexpr auto not_decodable = "not-decodable";     //
inline constexpr auto indirect_branch = "indirect-branch"; // a call or jump whose target is not in the instruction
inline constexpr auto branch_target = "branch-target";     // into the middle of another function, or to no code
inline constexpr auto vector_instruction = "vector-instruction"; // or floating point: registers of the context below
inline constexpr auto not_proven = "not-proven";                 // neither in the proof results nor in the ledger
inline constexpr auto recursion = "recursion";                   //
inline constexpr auto stack = "stack";                           // more than is reserved, or not known
inline constexpr auto header = "header";                         // the MSEG header does not describe the image
inline constexpr auto raw_image = "raw-image";                   // the file to flash is not what was linked
} // namespace rule

} // namespace redoubt::image
