// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/image/code.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

// The stack of one function, from its instructions.
namespace redoubt::image {

struct CallSite {
    std::uint64_t target = 0;
    std::uint64_t depth = 0; // return address included
};

struct Frame {
    std::uint64_t deepest = 0; // bytes, calls apart; the function's own return address is its caller's
    std::vector<CallSite> calls;
    std::set<std::uint64_t> jumped_to; // functions that it goes on in; what they do counts here
    bool new_stack = false;
    std::string problem; // empty, or why this says nothing
};

// Follows every path; jumps lead on into other functions. Each instruction must be met at one depth only.
[[nodiscard]] Frame frame_of(Code const& code, Function const& function);

} // namespace redoubt::image
