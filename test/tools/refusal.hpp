// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

// What an action says when it is refused, in tests of the command's parts.
namespace redoubt::test {

template <typename Act>
[[nodiscard]] std::string refusal(Act const& act) {
    try {
        (void)act();
    } catch (std::runtime_error const& problem) {
        return problem.what();
    }
    return "";
}

[[nodiscard]] inline bool contains(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

} // namespace redoubt::test
