// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/image/code.hpp"
#include "tools/image/finding.hpp"

#include <cstdint>
#include <string>
#include <vector>

// The deepest stack that any way through the image needs.
namespace redoubt::image {

// A function that no other one calls: the processor gets there by itself.
struct Root {
    std::string function;
    std::uint64_t stack = 0; // bytes
    std::uint64_t reserved = 0;
    std::vector<std::string> path; // of the deepest way
};

// Symbols of the image that say how much is reserved, for the processor's stack and for the one that faults use; without
// them a root is a finding. Entries of faults are one function of this name, and begin with what the processor pushes.
inline constexpr auto reserved_stack = "reserved_stack";
inline constexpr auto reserved_fault_stack = "reserved_fault_stack";
inline constexpr auto fault_entries = "stm_fault_entries";

[[nodiscard]] std::vector<Root> judge_stacks(Elf const& elf, Code const& code, std::vector<Finding>& findings);

} // namespace redoubt::image
