// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Text in a picture breaks no lines of its own.
namespace redoubt::check {

[[nodiscard]] std::size_t characters(std::string_view utf8);

// Lines of at most `columns` characters, broken at blanks, or inside of a word that is longer than that.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view utf8, std::size_t columns);

} // namespace redoubt::check
